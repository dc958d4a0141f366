/** What no member of a good answer is, some of it what JSON can write and JavaScript cannot hold. */
export const oddities: Readonly<Record<string, string | undefined>> = {
  dropped: undefined,
  null: 'null',
  'a truth': 'true',
  text: '"text"',
  'empty text': '""',
  'text of a number': '"999"',
  'endless text': JSON.stringify('x'.repeat(20_000)),
  'text with control characters': JSON.stringify('a\u0000\u001b[31m\r\nb\u202ec\ud800'),
  'text that is a path': '"../../credentials"',
  'the id of somebody': '"usr_other"',
  zero: '0',
  'minus zero': '-0',
  negative: '-1',
  fraction: '9.99',
  'more than a double holds': '1e400',
  'more than a whole number holds': '9007199254740993',
  'a list': '[]',
  'a list in a list': '[[["x"]]]',
  'an object': '{}',
  'a prototype': '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
};

type Path = readonly string[];

/** Every member of a value, at every depth, beside the value itself. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

/** The JSON of `value` with another text, or with nothing, at `path`. */
export function jsonWith(value: unknown, path: Path, text: string | undefined): string {
  const holder = { root: structuredClone(value) };
  const whole = ['root', ...path];
  const place = whole
    .slice(0, -1)
    .reduce<unknown>((inner, name) => Reflect.get(inner as object, name), holder) as object;
  const last = whole.at(-1) ?? '';
  if (text === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, '@@here@@');
  return (JSON.stringify(holder.root) ?? '').replace('"@@here@@"', () => text ?? '');
}

/** Every price in a value, wherever it stands. */
export function pricesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === 'price' ? [member] : pricesIn(member)));
}
