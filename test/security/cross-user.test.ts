import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OperationName } from '../../shared/contract/operations.ts';
import { claimsOf } from '../rig/event.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { addon } from '../shared/gigs/recorded.ts';
import { belongingsOf, startCrowdedGigs } from './crowded-gigs.ts';
import { must } from './must.ts';
import { newKey } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let gigs: Awaited<ReturnType<typeof startCrowdedGigs>>;

beforeAll(async () => {
  gigs = await startCrowdedGigs(world.canaries);
});
afterAll(() => void gigs.close());

const users = Array.from({ length: 50 }, (_, number) => `usr_crowd${100 + number}`);

/** In an order that mixes users and operations. */
const operations: readonly OperationName[] = [
  'listSubscriptions',
  'buyTopUp',
  'listSubscriptionTopUps',
  'listPurchases',
  'getSubscriptionAddon',
  'listPlanTopUps',
  'listSubscriptionAddons',
  'endSubscriptionAddon',
  'getPurchase',
  'getProject',
];

async function ask(instance: Instance, user: string, operation: OperationName): Promise<Answered> {
  const own = belongingsOf(user);
  const params = { ...own, purchase: 'pur_any' };
  const isBuying = operation === 'buyTopUp';
  const answer = await instance.call(operation, {
    claims: claimsOf(user),
    params,
    ...(isBuying && {
      headers: { 'idempotency-key': newKey() },
      body: { addon: own.addon, price: addon.price, allowRepeat: true },
    }),
  });
  tally('interleaved requests');
  return answer;
}

it('shows none of fifty users anything of another, in a thousand requests through one instance at once', async () => {
  const instance = world.start({ gigsUrl: gigs.url, fetch: gigs.fetch, settings: { CATALOGUE_FRESH_SECONDS: '1' } });
  const wishes = Array.from({ length: 2 }, (_, round) =>
    operations.flatMap((_operation, index) =>
      users.map((user, number) => ({
        user,
        operation: operations[(index + number + round) % operations.length] as OperationName,
      })),
    ),
  ).flat();
  expect(wishes).toHaveLength(1000);

  const answers = await Promise.all(
    wishes.map(async (wish) => ({ ...wish, answer: await ask(instance, wish.user, wish.operation) })),
  );

  let seenOwn = 0;
  for (const { user, operation, answer } of answers) {
    const text = JSON.stringify(answer.body);
    const others = users.filter((other) => other !== user).flatMap((other) => Object.values(belongingsOf(other)));
    must(!others.some((id) => text.includes(`"${id}"`)), () => ({ user, operation, answer }));
    if (answer.status < 300 && text.includes(belongingsOf(user).subscription)) seenOwn += 1;
  }
  // So that silence is not taken for a proof.
  expect(seenOwn).toBeGreaterThan(400);
  expect(world.canaries.leaks).toEqual([]);
});

it('mixes up nothing between two users who ask for the same at the same time', async () => {
  const instance = world.start({ gigsUrl: gigs.url, fetch: gigs.fetch });
  const [one = '', other = ''] = users;
  for (let round = 0; round < 20; round++) {
    const line = belongingsOf(one).subscription;
    const asked = { params: { subscription: line } };
    const [own, foreign] = await Promise.all([
      instance.call('listSubscriptionTopUps', { ...asked, claims: claimsOf(one) }),
      instance.call('listSubscriptionTopUps', { ...asked, claims: claimsOf(other) }),
    ]);
    expect([own.status, foreign.status]).toEqual([200, 404]);
    tally('interleaved requests', 2);
  }
});

it('has nothing at module scope of the functions that could remember a user', async () => {
  const files = (
    await Promise.all(['functions', 'shared'].map((folder) => readdir(folder, { recursive: true })))
  ).flatMap((found, index) =>
    found.filter((file) => file.endsWith('.ts')).map((file) => `${['functions', 'shared'][index]}/${file}`),
  );
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const source = await readFile(file, 'utf8');
    // What begins a line is at module scope. A set or a map there must be made of something, and be read only.
    must(
      !/^(export )?(let|var) |^(export )?const \w+(: (?!Readonly)[^=]*)? = (new (Map|Set|WeakMap)\(\)|\[\];|\{\};)/m.test(
        source,
      ),
      () => file,
    );
  }
});
