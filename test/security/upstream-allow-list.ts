import { isDeepStrictEqual } from 'node:util';
import type { LoggedRequest } from '../../local/gigs-sandbox/request-log.ts';
import { subscriptionAddonStatuses } from '../../shared/gigs/subscription-addons.ts';

/** Who asked the service, and what for: all that a request to Gigs may be about. */
export interface Caller {
  readonly user: string;
  /** Lines of this user's. */
  readonly subscriptions: readonly string[];
  /** Plans of these lines. */
  readonly plans: readonly string[];
  /** Every id and cursor that this request named, in path, query and body. */
  readonly named: ReadonlySet<string>;
  /** Whether a subscription add-on is this user's, by Gigs' own books. */
  readonly owns: (subscriptionAddon: string) => boolean;
}

type Check = (value: string, caller: Caller) => boolean;
type Sent = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'body'>;

interface Allowed {
  readonly method: string;
  /** Below the project. Its group is an id. */
  readonly path: RegExp;
  readonly id?: Check;
  /** Parameters that must be there, and that may be there. Any other is forbidden. */
  readonly query?: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
  readonly body?: (body: unknown, caller: Caller) => boolean;
}

const isNamed: Check = (value, { named }) => named.has(value);
const isOwnLine: Check = (value, { subscriptions }) => subscriptions.includes(value);
const isCaller: Check = (value, { user }) => value === user;
const isPlan: Check = (value, { plans, named }) => plans.includes(value) || named.has(value);
const isLimit: Check = (value) => /^\d{1,3}$/.test(value) && Number(value) <= 200;
const isStatuses: Check = (value) =>
  value.split(',').every((word) => subscriptionAddonStatuses.some((one) => one === word));
const is =
  (wanted: string): Check =>
  (value) =>
    value === wanted;
const isAddonOfPlan: Check = (value) => /^add_\w+$/.test(value);

const allowed: readonly Allowed[] = [
  { method: 'GET', path: /^$/ },
  { method: 'GET', path: /^\/credentials$/ },
  {
    method: 'GET',
    path: /^\/addons$/,
    query: { plan: isPlan, status: is('available'), type: is('topUp'), limit: is('200') },
    // The second page begins after an add-on that the first one showed.
    optional: { after: isAddonOfPlan },
  },
  { method: 'GET', path: /^\/addons\/([\w-]{1,64})$/, id: isNamed },
  { method: 'GET', path: /^\/subscriptions$/, query: { user: isCaller, limit: isLimit }, optional: { after: isNamed } },
  { method: 'GET', path: /^\/subscriptions\/([\w-]{1,64})$/, id: isNamed },
  {
    method: 'GET',
    path: /^\/subscriptionAddons$/,
    query: { subscription: isNamed, status: isStatuses, limit: isLimit },
    optional: { addon: isNamed, user: isCaller, after: isNamed },
  },
  { method: 'GET', path: /^\/subscriptionAddons\/([\w-]{1,64})$/, id: isNamed },
  {
    method: 'POST',
    path: /^\/subscriptionAddons$/,
    body: (body, caller) => {
      const { addon, subscription } = (body ?? {}) as { addon: string; subscription: string };
      return (
        isDeepStrictEqual(body, { addon, subscription }) && isOwnLine(subscription, caller) && isNamed(addon, caller)
      );
    },
  },
  {
    method: 'DELETE',
    path: /^\/subscriptionAddons\/([\w-]{1,64})$/,
    id: (value, caller) => isNamed(value, caller) && caller.owns(value),
  },
];

/** Whether a request to Gigs is one that this service may make for this caller. */
export function isAllowed(sent: Sent, caller: Caller): boolean {
  return allowed.some((one) => fits(sent, one, caller));
}

function fits({ method, path, query, body }: Sent, one: Allowed, caller: Caller): boolean {
  const prefix = '/projects/gigs';
  const match = path.startsWith(prefix) ? one.path.exec(path.slice(prefix.length)) : null;
  if (method !== one.method || !match) return false;
  if (one.id && !one.id(match[1] ?? '', caller)) return false;
  if (one.body ? !one.body(body, caller) : body !== null) return false;
  const { query: needed = {}, optional = {} } = one;
  const known = { ...optional, ...needed };
  return (
    Object.keys(needed).every((name) => Object.hasOwn(query, name)) &&
    Object.entries(query).every(
      ([name, value]) =>
        Object.hasOwn(known, name) && typeof value === 'string' && known[name]?.(value, caller) === true,
    )
  );
}
