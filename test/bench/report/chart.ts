import { figure } from './format.ts';
import type { BarChart, LineChart } from './section.ts';

const width = 760;
const ours = '#0b6e4f';
const others = ['#8a94a6', '#b5651d', '#4a6fa5', '#7d5ba6'];

/** A chart as a file of its own: white behind it, since pages may be dark. */
export function chartAsSvg(chart: BarChart | LineChart): string {
  const { height, parts } = chart.kind === 'bars' ? barsOf(chart) : linesOf(chart);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="26" font-size="15" font-weight="bold">${escaped(`${chart.title}, ${chart.unit}`)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

interface Drawing {
  readonly height: number;
  readonly parts: readonly string[];
}

/** One bar each, the first is this service's; a whisker from quartile to quartile; a line where the aim is. */
function barsOf({ bars, mark }: BarChart): Drawing {
  const left = 220;
  const top = 48;
  const step = 28;
  const most = Math.max(mark?.value ?? 0, ...bars.map(({ value, to = value }) => Math.max(value, to)));
  const x = (value: number) => round(left + (value / most) * (width - left - 90));
  const bottom = top + bars.length * step;
  const parts = bars.flatMap(({ label, value, from = value, to = value }, index) => {
    const y = top + index * step;
    const colour = index === 0 ? ours : others[0];
    return [
      text(left - 10, y + 15, label, 'end'),
      `<rect x="${left}" y="${y + 2}" width="${round(x(value) - left)}" height="18" fill="${colour}"/>`,
      `<path d="M${x(from)} ${y + 11}H${x(to)}" stroke="#111" stroke-width="2"/>`,
      text(Math.max(x(value), x(to)) + 8, y + 15, figure(value)),
    ];
  });
  if (mark) {
    parts.push(`<path d="M${x(mark.value)} ${top - 4}V${bottom}" stroke="#c0392b" stroke-dasharray="4 3"/>`);
    parts.push(text(x(mark.value), bottom + 16, `${mark.label}: ${figure(mark.value)}`, 'middle', '#c0392b'));
  }
  return { height: bottom + (mark ? 28 : 12), parts };
}

/** Both axes are logarithmic: what does not grow is a level line, what grows in step rises. */
function linesOf({ x: sizes, lines, xLabel }: LineChart): Drawing {
  const [left, right, top, bottom] = [70, width - 240, 52, 300];
  const values = lines.flatMap((line) => line.values).filter((value) => value > 0);
  const powers = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))] as const;
  const [low, high] = powers[0] === powers[1] ? [powers[0], powers[0] + 1] : powers;
  const most = Math.log10(Math.max(...sizes)) || 1;
  const xOf = (size: number) => round(left + (Math.log10(size) / most) * (right - left));
  const yOf = (value: number) => round(bottom - ((Math.log10(value) - low) / (high - low)) * (bottom - top));
  const parts: string[] = [];
  for (let power = low; power <= high; power++) {
    parts.push(`<path d="M${left} ${yOf(10 ** power)}H${right}" stroke="#ddd"/>`);
    parts.push(text(left - 8, yOf(10 ** power) + 4, (10 ** power).toLocaleString('en-US'), 'end'));
  }
  for (const size of sizes) parts.push(text(xOf(size), bottom + 18, size.toLocaleString('en-US'), 'middle'));
  parts.push(text((left + right) / 2, bottom + 38, xLabel, 'middle'));
  const places = spread(lines.map((line) => yOf(line.values.at(-1) ?? 1)));
  lines.forEach((line, index) => {
    const colour = index === 0 ? ours : (others[index] ?? '#8a94a6');
    const points = line.values.map((value, at) => `${xOf(sizes[at] ?? 1)} ${yOf(value)}`);
    parts.push(`<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="2.5"/>`);
    parts.push(...points.map((point) => `<circle cx="${point.replace(' ', '" cy="')}" r="3.5" fill="${colour}"/>`));
    const last = figure(line.values.at(-1) ?? Number.NaN);
    parts.push(text(right + 10, (places[index] ?? 0) + 4, `${line.label}: ${last}`, 'start', colour));
  });
  return { height: bottom + 52, parts };
}

/** The same heights, as far apart as lines of text must be. */
function spread(heights: readonly number[]): number[] {
  const placed = [...heights];
  const order = placed.map((_, index) => index).sort((a, b) => (placed[a] ?? 0) - (placed[b] ?? 0));
  order.forEach((index, rank) => {
    const above = order[rank - 1];
    if (above !== undefined) placed[index] = Math.max(placed[index] ?? 0, (placed[above] ?? 0) + 16);
  });
  return placed;
}

function text(x: number, y: number, words: string, anchor = 'start', colour = '#222'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${colour}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
