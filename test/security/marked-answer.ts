import type { Canaries } from './canaries.ts';

/** What the contract needs of Gigs' objects as it is (`keep`), and which texts of them it shows (`show`). */
type Plan = 'keep' | 'show' | { readonly [member: string]: Plan };

const addon: Plan = {
  object: 'keep',
  id: 'keep',
  name: 'show',
  description: 'show',
  status: 'keep',
  type: 'keep',
  plans: 'keep',
  price: { amount: 'keep', currency: 'keep' },
  allowances: { dataBytes: 'keep', voiceSeconds: 'keep', smsMessages: 'keep' },
  validity: { unit: 'keep', value: 'keep' },
  recurrenceType: 'keep',
  activationTrigger: 'keep',
};

const plans: Readonly<Record<string, Plan>> = {
  addon,
  project: {
    object: 'keep',
    id: 'keep',
    name: 'show',
    type: 'keep',
    image: 'show',
    locales: 'keep',
    payments: { currency: 'keep' },
    billing: { currency: 'keep' },
    support: { email: 'show', phoneNumber: 'show' },
  },
  projectCredentials: { object: 'keep', paymentsKey: 'show' },
  subscription: {
    object: 'keep',
    id: 'keep',
    status: 'keep',
    user: { id: 'keep' },
    plan: { id: 'keep', name: 'show' },
    phoneNumber: 'show',
    currentPeriod: { start: 'keep', end: 'keep' },
  },
  subscriptionAddon: {
    object: 'keep',
    id: 'keep',
    status: 'keep',
    subscription: 'keep',
    user: 'keep',
    addon,
    currentPeriod: { number: 'keep', start: 'keep', end: 'keep' },
    createdAt: 'keep',
    activatedAt: 'keep',
    canceledAt: 'keep',
    endedAt: 'keep',
  },
  error: { object: 'keep', type: 'keep', code: 'keep' },
};

/**
 * An answer of Gigs' with a marker in every member that the service does not need as it is, at every depth, a member
 * that nobody knows in every object, and its own markers in the texts that may be shown.
 */
export function markedAnswer(canaries: Canaries, body: unknown): unknown {
  if (!isRecord(body)) return body;
  const { object } = body;
  if (object === 'list' && Array.isArray(body['items'])) {
    const items = body['items'].map((item: unknown) => markedAnswer(canaries, item));
    return { ...body, items, moreItemsBefore: canaries.plant('list.moreItemsBefore'), extra: canaries.plant('list') };
  }
  const plan = plans[String(object)] ?? 'keep';
  return marked(canaries, body, plan, { where: `${object} ${body['id'] ?? ''}`, owner: ownerOf(body) });
}

interface Place {
  readonly where: string;
  readonly owner: string | null;
}

function marked(canaries: Canaries, value: unknown, plan: Plan | undefined, { where, owner }: Place): unknown {
  if (plan === 'keep') return value;
  if (plan === 'show') return value === null ? null : shown(canaries, String(value), { where, owner });
  if (Array.isArray(value)) return [canaries.plant(`${where}[]`)];
  if (isRecord(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const place = { where: `${where}.${name}`, owner };
      return [name, marked(canaries, member, plan && Object.hasOwn(plan, name) ? plan[name] : undefined, place)];
    });
    return { ...Object.fromEntries(members), extra: { deep: canaries.plant(`${where}.extra`) } };
  }
  // Where Gigs says null, there is something another day. A null that the service relies on stays.
  if (plan !== undefined) return value;
  return typeof value === 'number' ? canaries.plantNumber(where) : canaries.plant(where);
}

function shown(canaries: Canaries, text: string, { where, owner }: Place): string {
  const marker = canaries.plant(where, { isShown: true, owner });
  return text.startsWith('https:') ? `https://images.example/${marker}.png` : marker;
}

function ownerOf({ user }: Record<string, unknown>): string | null {
  if (typeof user === 'string') return user;
  return isRecord(user) ? String(user['id']) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
