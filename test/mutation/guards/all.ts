import type { Guard } from '../guard.ts';
import { authorizationGuards } from './authorization.ts';
import { contractGuards } from './contract.ts';
import { gigsGuards } from './gigs.ts';
import { ledgerGuards } from './ledger.ts';
import { purchaseGuards } from './purchases.ts';

/** Every guard there is. */
export const allGuards: readonly Guard[] = [
  ...purchaseGuards,
  ...ledgerGuards,
  ...authorizationGuards,
  ...contractGuards,
  ...gigsGuards,
];
