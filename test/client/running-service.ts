import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ledgerTableName } from '../../local/aws/dynamodb.ts';
import { createGateway } from '../../local/gateway/gateway.ts';
import { Refusal } from '../../local/gateway/refusal.ts';
import { contractRoutes } from '../../local/gateway/routes.ts';
import { seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { listen } from '../../local/listen.ts';
import { pauseKey } from '../../shared/purchases/ledger-items.ts';
import { claimsOf } from '../rig/event.ts';
import { type InstanceOptions, type Rig, startRig } from '../rig/rig.ts';

/** A clock that people wait by without waiting: a pause moves it on. */
export class HastyClock {
  #aheadMs = 0;

  readonly now = (): number => Date.now() + this.#aheadMs;

  readonly sleep = async (ms: number): Promise<void> => {
    this.#aheadMs += Math.ceil(ms);
  };
}

/** The service over HTTP, with the gateway in front of it and a real table and a real Gigs sandbox behind it. */
export interface RunningService {
  readonly url: string;
  readonly rig: Rig;
  readonly clock: HastyClock;
  /** Prices that Gigs has changed since, in minor units by add-on. */
  readonly newPrices: Map<string, number>;
  /** Pauses buying for as long as the table is not emptied. */
  pause(): Promise<void>;
}

/** Who a token is: its text is a user's name, and `<name> reads` may not buy. Every other one is refused. */
function authorize(authorization: string | undefined, scopes: readonly string[]) {
  const [, name = '', isReader] = /^Bearer (\w+)(-reads)?$/.exec(authorization ?? '') ?? [];
  const user = Object.entries(seedUsers).find(([known]) => known === name)?.[1];
  if (!user) throw new Refusal(401);
  const scope = isReader ? 'top-ups:read' : 'top-ups:read top-ups:buy';
  if (!scopes.every((wanted) => scope.includes(wanted))) throw new Refusal(403);
  return { claims: claimsOf(user, scope), scopes: scope.split(' ') };
}

async function repriced(response: Response, newPrices: ReadonlyMap<string, number>): Promise<Response> {
  const amount = newPrices.get(response.url.split('/').pop() ?? '');
  if (amount === undefined || !response.ok) return response;
  const addon = (await response.json()) as { price: object };
  return Response.json({ ...addon, price: { ...addon.price, amount } });
}

/** Starts the service for one test file or one test. Without the guard against repeats, unless the settings switch it on. */
export async function runService({
  settings,
  ...options
}: InstanceOptions = {}): Promise<RunningService & AsyncDisposable> {
  const clock = new HastyClock();
  const newPrices = new Map<string, number>();
  const rig = await startRig();
  const instance = rig.start({
    now: clock.now,
    fetch: async (input, init) => repriced(await fetch(input, init), newPrices),
    ...options,
    settings: {
      REPEAT_WINDOW_SECONDS: '0',
      PURCHASE_LIMIT_PER_DAY: '1000',
      USER_REQUESTS_PER_MINUTE: '0',
      ...settings,
    },
  });
  const server = await listen(
    createGateway({
      routes: contractRoutes({ read: 'top-ups:read', buy: 'top-ups:buy' }),
      authorize: async (authorization, scopes) => authorize(authorization, scopes),
      invoke: instance.invoke,
    }),
    0,
  );
  return {
    url: server.url,
    rig,
    clock,
    newPrices,
    pause: async () => {
      await rig.dynamoDb.send(new PutItemCommand({ TableName: ledgerTableName, Item: pauseKey }));
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rig[Symbol.asyncDispose]();
    },
  };
}
