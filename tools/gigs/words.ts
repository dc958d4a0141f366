import Table from 'cli-table3';
import type { GigsAddon } from '../../shared/gigs/addons.ts';

/** No lines between cells and none around them. */
const chars = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', right: '', 'right-mid': '' },
  ...{ mid: '', 'mid-mid': '', middle: '  ' },
};

/** Rows under a head, without lines and colours, so that they can be pasted and searched. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ head: head.map((name) => name.toUpperCase()), chars, style });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/ +$/gm, '');
}

/** Names and values below each other. */
export function factsOf(facts: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  return Object.entries(facts)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    .join('\n');
}

/** `9.99 USD`, `1200 JPY`, `free`; Gigs' prices are whole numbers of the currency's minor unit. */
export function priceWords(price: GigsAddon['price']): string {
  if (price === null) return 'no price';
  if (price.amount === 0) return 'free';
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: price.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${(price.amount / 10 ** digits).toFixed(digits)} ${price.currency}`;
}

/** `10 GB · 500 min · 100 SMS`. Null is unlimited, 0 is none: Gigs' page "Add-ons". */
export function allowanceWords({ dataBytes, voiceSeconds, smsMessages }: GigsAddon['allowances']): string {
  const parts = [
    amountWords(dataBytes, 'unlimited data', dataWords),
    amountWords(voiceSeconds, 'unlimited calls', (seconds) => `${Math.round(seconds / 6) / 10} min`),
    amountWords(smsMessages, 'unlimited SMS', (count) => `${count} SMS`),
  ];
  return parts.filter((part) => part !== null).join(' · ') || 'nothing';
}

function amountWords(amount: number | null, unlimited: string, words: (amount: number) => string): string | null {
  if (amount === null) return unlimited;
  return amount === 0 ? null : words(amount);
}

function dataWords(bytes: number): string {
  if (bytes < 1e6) return `${bytes} B`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e5) / 10} MB` : `${Math.round(bytes / 1e8) / 10} GB`;
}

/** `7 days`. */
export function validityWords(validity: GigsAddon['validity']): string {
  if (validity === null) return "the plan's period";
  return `${validity.value} ${validity.unit}${validity.value === 1 ? '' : 's'}`;
}

/** `2026-11-21 06:00` in UTC. */
export function timeWords(time: string | null): string {
  return time ? time.slice(0, 16).replace('T', ' ') : '–';
}

/** `3 days`, `5 hours`: how long something is, roughly. */
export function durationWords(ms: number): string {
  const hours = Math.max(0, ms) / 3_600_000;
  if (hours < 1) return 'less than an hour';
  const [value, unit] = hours < 48 ? [Math.floor(hours), 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
