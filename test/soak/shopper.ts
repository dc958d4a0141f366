import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '../rig/chance.ts';
import type { Answer, Service, Wish } from './service.ts';

/** What a user was told of one key, over all its tries. */
export interface Told {
  readonly wish: Wish;
  /** Ids of purchases that the service said there are, with whether it said that they had been sent. */
  purchase: { readonly id: string; readonly isSent: boolean } | null;
  /** The outcome, once one was told, with the subscription add-on that was named. */
  outcome: { readonly status: 'succeeded' | 'failed'; readonly subscriptionAddon: string | null } | null;
  /** Whatever the contract does not allow here. */
  readonly unexpected: string[];
}

/** An app tries so long; then its user goes away. */
const patienceMs = 90_000;

/** Buys once, as an app does: with one key until the outcome is known, by asking again or by reading. */
export async function shop(service: Service, told: Told, chance: Chance, longestPauseMs: number): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  // Some users tap twice, some close the app after the first tap.
  const taps = chance() < 0.1 ? 2 : 1;
  const isPatient = chance() < 0.9;
  const answers = await Promise.all(Array.from({ length: taps }, () => service.buy(told.wish)));
  for (const answer of answers) hearOfBuying(told, answer);
  while (isPatient && told.outcome === null && Date.now() < giveUpAt) {
    await sleep((0.2 + 0.8 * chance()) * longestPauseMs);
    if (told.purchase && chance() < 0.6)
      hearOfReading(told, await service.purchase(told.wish.subscription, told.purchase.id));
    else hearOfBuying(told, await service.buy(told.wish));
  }
}

function hearOfBuying(told: Told, answer: Answer | null): void {
  if (answer === null) return;
  const { status, body, headers } = answer;
  // Without a code it is the gateway that answers, and nobody knows of the rest.
  const what: string = status < 300 ? String(status) : (body.code ?? 'gateway');
  switch (what) {
    case '201':
      told.purchase = { id: body.id, isSent: true };
      hearOutcome(told, 'succeeded', body.subscriptionAddon?.id ?? null);
      return;
    case '202':
      told.purchase = { id: body.id, isSent: true };
      return;
    case 'payment-declined':
    case 'purchase-refused':
    case 'purchase-not-completed':
      told.purchase = { id: body.purchase, isSent: true };
      hearOutcome(told, 'failed', null);
      return;
    case 'purchase-in-progress':
      // It may still turn out that it was not sent; then it is gone, and may be bought.
      told.purchase ??= { id: headers.get('location')?.split('/').at(-1) ?? '', isSent: false };
      return;
    case 'purchase-unresolved':
    case 'gigs-unavailable':
    case 'service-unavailable':
    case 'gateway':
      return;
    default:
      told.unexpected.push(`${status} ${what}`);
  }
}

function hearOfReading(told: Told, answer: Answer | null): void {
  if (answer === null || answer.status >= 500) return;
  const { status, body } = answer;
  if (status === 404 && body.code === 'purchase-not-found' && !told.purchase?.isSent) {
    told.purchase = null;
    return;
  }
  if (status !== 200) told.unexpected.push(`${status} ${body.code} to a read`);
  else if (body.status !== 'processing') hearOutcome(told, body.status, body.subscriptionAddon?.id ?? null);
}

/** An outcome that was told once is told the same way for ever. */
function hearOutcome(told: Told, status: 'succeeded' | 'failed', subscriptionAddon: string | null): void {
  const before = told.outcome;
  if (before && (before.status !== status || before.subscriptionAddon !== subscriptionAddon)) {
    told.unexpected.push(`${before.status} ${before.subscriptionAddon}, then ${status} ${subscriptionAddon}`);
  }
  told.outcome ??= { status, subscriptionAddon };
}
