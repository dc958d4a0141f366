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
  /** Charged, and shown to nobody; or one charge, or one purchase, shown twice. */
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
  const all = shown.flatMap(({ purchases, ...owner }) => purchases.map((purchase) => ({ ...owner, purchase })));
  const purchases = new Map(all.map(({ purchase }) => [purchase.id, purchase]));
  const held = all.flatMap(({ purchase }) => purchase.subscriptionAddon?.id ?? []);
  const holds = new Set(held);
  return {
    duplicates: [
      ...bought.filter(({ id }) => !holds.has(id)).map(({ id }) => `${id} was charged and is shown to nobody`),
      ...repeated(held).map((id) => `${id} is shown as bought more than once`),
      ...repeated(all.map(({ purchase }) => purchase.id)).map((id) => `${id} is shown more than once`),
    ],
    wrong: [
      ...all.flatMap((each) => wronglyShown(each, objects)),
      ...told.flatMap((each) => wronglyTold(each, purchases)),
    ],
    lost: told.flatMap(({ purchase, wish }) => {
      const isShown = purchases.get(purchase?.id ?? '')?.subscription === wish.subscription;
      return purchase?.isSent && !isShown ? [`${purchase.id} was told and is not shown`] : [];
    }),
    undecided: all.filter(({ purchase }) => purchase.status === 'processing').map(({ purchase }) => purchase.id),
  };
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

interface ShownPurchase {
  readonly user: string;
  readonly subscription: string;
  readonly purchase: Purchase;
}

function wronglyShown({ user, subscription, purchase }: ShownPurchase, objects: ReadonlyMap<string, Bought>): string[] {
  const { id, status, addon, subscriptionAddon } = purchase;
  if (status !== 'succeeded') return subscriptionAddon === null ? [] : [`${id} is ${status} and shows what it bought`];
  const object = objects.get(subscriptionAddon?.id ?? '');
  const isRight = object?.user === user && object.subscription === subscription && object.addon.id === addon.id;
  return isRight ? [] : [`${id} shows ${subscriptionAddon?.id}, which is not what it bought`];
}

function wronglyTold(
  { wish, purchase, outcome, unexpected }: Told,
  purchases: ReadonlyMap<string, Purchase>,
): string[] {
  const answers = unexpected.map((answer) => `${purchase?.id}: ${answer}`);
  const now = purchases.get(purchase?.id ?? '');
  if (now === undefined) return answers;
  const isOther =
    outcome !== null &&
    (now.status !== outcome.status || (now.subscriptionAddon?.id ?? null) !== outcome.subscriptionAddon);
  return [
    ...answers,
    ...(isOther ? [`${now.id} was told as ${outcome.status} and is shown as ${now.status}`] : []),
    ...(now.addon.id === wish.addon ? [] : [`${now.id} is shown as ${now.addon.id} and was to be ${wish.addon}`]),
  ];
}
