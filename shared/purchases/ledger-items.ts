import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Archived, ArchiveRule } from './archive.ts';
import { dueAtOf } from './due.ts';
import { archivedEntry, type Entry, type Ledger, ledgerSchema } from './ledger.ts';
import { LedgerUnreadable } from './ledger-store.ts';

export type Item = Record<string, AttributeValue>;

const prefix = 'subscription#';

/** While this item exists, buying is paused. */
export const pauseKey: Item = { pk: { S: 'switch' }, sk: { S: 'purchases-paused' } };

export function ledgerKey(subscription: string): Item {
  return { pk: { S: prefix + subscription }, sk: { S: 'ledger' } };
}

export function archivedKey(subscription: string, purchase: string): Item {
  return { pk: { S: prefix + subscription }, sk: { S: purchase } };
}

/** The subscription whose item it is. */
export function subscriptionIn(item: Item): string {
  return item['pk']?.S?.slice(prefix.length) ?? '';
}

/** Sorts by time, and apart where two purchases began in the same millisecond. */
export function createdAtKeyOf(createdAt: number, purchase: string): string {
  return `${String(createdAt).padStart(15, '0')}#${purchase}`;
}

/**
 * The ledger is kept as JSON in one attribute, since it is only ever read and written whole, and compressed, since
 * writes are charged by the kilobyte. What the table itself must know stands beside it: the version that the next write
 * is conditional on, and when something is due.
 */
export function ledgerItem(ledger: Ledger, writeId: string, archiveRule?: ArchiveRule): Item {
  const dueAt = dueAtOf(ledger, archiveRule);
  return {
    ...ledgerKey(ledger.subscription),
    version: { N: String(ledger.version) },
    writeId: { S: writeId },
    ledger: { B: gzipSync(JSON.stringify(ledger)) },
    ...(dueAt !== null && { duePartition: { S: 'due' }, dueAt: { N: String(dueAt) } }),
  };
}

/** @throws LedgerUnreadable for another schema version, or anything that is no ledger. */
export function ledgerIn(item: Item): Ledger {
  return readable(() => textOf(item['ledger']), ledgerSchema);
}

/** Compressed or not: an archived purchase is too small to gain by it. */
function textOf({ B: compressed, S: text = '' }: AttributeValue = { S: '' }): string {
  return compressed ? gunzipSync(compressed).toString() : text;
}

export function archivedItem(subscription: string, [purchase, entry]: Archived): Item {
  return {
    ...archivedKey(subscription, purchase),
    createdAtKey: { S: createdAtKeyOf(entry.createdAt, purchase) },
    entry: { S: JSON.stringify(entry) },
  };
}

/** @throws LedgerUnreadable for anything that is no archived purchase. */
export function entryIn(item: Item): Entry {
  return readable(() => textOf(item['entry']), archivedEntry);
}

function readable<Value>(text: () => string, schema: { parse(value: unknown): Value }): Value {
  try {
    return schema.parse(JSON.parse(text()));
  } catch {
    throw new LedgerUnreadable('not an item that this version understands');
  }
}
