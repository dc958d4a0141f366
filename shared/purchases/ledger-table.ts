/** An attribute that is part of a key: a string (S) or a number (N), as DynamoDB names them. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

/**
 * The table of purchase ledgers: its keys and its indexes. The CDK stack, the stand-in of one machine and the store
 * all read it from here, so that they cannot disagree.
 */
export const ledgerTable = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  /** Seconds since the epoch. Only what instances share of the catalogue has it: nothing of a purchase ever expires. */
  timeToLive: 'expiresAt',
  /** Local index: the archived purchases of a ledger in the order in which they were begun. */
  byCreatedAt: {
    name: 'by-created-at',
    sortKey: { name: 'createdAtKey', type: 'S' },
    projection: 'ALL',
  },
  /** Global, sparse index: ledgers in which something is due, by the time (ms since epoch) at which it is. */
  due: {
    name: 'due',
    partitionKey: { name: 'duePartition', type: 'S' },
    sortKey: { name: 'dueAt', type: 'N' },
    projection: 'KEYS_ONLY',
  },
} as const satisfies {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  readonly timeToLive: string;
  readonly byCreatedAt: { readonly name: string; readonly sortKey: KeyAttribute; readonly projection: 'ALL' };
  readonly due: {
    readonly name: string;
    readonly partitionKey: KeyAttribute;
    readonly sortKey: KeyAttribute;
    readonly projection: 'KEYS_ONLY';
  };
};
