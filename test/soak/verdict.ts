import type { Purchase } from '../../shared/contract/schemas.ts';
import type { Told } from './shopper.ts';

/** A subscription add-on of the sandbox's ledger. */
export interface Bought {
  readonly id: string;
  readonly subscription: string;
  readonly user: string;
  readonly addon: { readonly id: string };
}

/** What a user is shown in the end. */
export interface Shown {
  readonly user: string;
  readonly subscription: string;
  readonly purchases: readonly Purchase[];
}

export interface Verdict {
  /** Charged more often than shown as bought, or one charge shown twice. */
  readonly duplicates: readonly string[];
  /** Shown as something that it is not, or told otherwise before. */
  readonly wrong: readonly string[];
  /** Told to the user once, and not shown any more. */
  readonly lost: readonly string[];
  readonly undecided: readonly string[];
}

/** Compares what users were told and are shown with what Gigs has charged. */
export function judge(told: readonly Told[], shown: readonly Shown[], bought: readonly Bought[]): Verdict {
  const objects = new Map(bought.map((object) => [object.id, object]));
  const all = shown.flatMap(({ user, subscription, purchases }) =>
    purchases.map((purchase) => ({ user, subscription, purchase })),
  );
  const purchases = new Map(all.map(({ purchase }) => [purchase.id, purchase]));
  const holders = new Map<string, string[]>();
  for (const { purchase } of all) {
    const held = purchase.subscriptionAddon?.id;
    if (held) holders.set(held, [...(holders.get(held) ?? []), purchase.id]);
  }
  return {
    duplicates: [
      ...bought.filter(({ id }) => !holders.has(id)).map(({ id }) => `${id} was charged and is shown to nobody`),
      ...[...holders].filter(([, ids]) => ids.length > 1).map(([id, ids]) => `${id} is shown by ${ids}`),
    ],
    wrong: [
      ...all.flatMap((each) => wronglyShown(each, objects)),
      ...told.flatMap((each) => wronglyTold(each, purchases)),
    ],
    lost: told
      .filter(({ purchase }) => purchase?.isSent && !purchases.has(purchase.id))
      .map(({ purchase }) => `${purchase?.id} was told and is not shown`),
    undecided: all.filter(({ purchase }) => purchase.status === 'processing').map(({ purchase }) => purchase.id),
  };
}

function wronglyShown(
  { user, subscription, purchase }: { user: string; subscription: string; purchase: Purchase },
  objects: ReadonlyMap<string, Bought>,
): string[] {
  const { id, status, addon, subscriptionAddon } = purchase;
  if (status !== 'succeeded') return subscriptionAddon === null ? [] : [`${id} is ${status} and shows what it bought`];
  const object = objects.get(subscriptionAddon?.id ?? '');
  const isRight = object?.user === user && object.subscription === subscription && object.addon.id === addon.id;
  return isRight ? [] : [`${id} shows ${subscriptionAddon?.id}, which is not what it bought`];
}

function wronglyTold({ purchase, outcome, unexpected }: Told, purchases: ReadonlyMap<string, Purchase>): string[] {
  const now = purchases.get(purchase?.id ?? '');
  const isOther =
    outcome !== null &&
    now !== undefined &&
    (now.status !== outcome.status || (now.subscriptionAddon?.id ?? null) !== outcome.subscriptionAddon);
  return [
    ...unexpected.map((answer) => `${purchase?.id}: ${answer}`),
    ...(isOther ? [`${purchase?.id} was told as ${outcome.status} and is shown as ${now.status}`] : []),
  ];
}
