import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import type { GigsAddon } from '../../../shared/gigs/addons.ts';
import type { Gigs } from '../../../shared/gigs/gigs.ts';
import { GigsUnavailable } from '../../../shared/gigs/outcome.ts';
import { createCatalogue } from '../../../shared/top-ups/catalogue.ts';
import { createDynamoSharedCatalogue } from '../../../shared/top-ups/dynamo-shared-catalogue.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;
const failures: string[] = [];

beforeAll(async () => {
  dynamoDb = await startDynamoDb(0);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: dynamoDb.url, region: 'eu-west-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await dynamoDb.close();
});

let plans = 0;

/** Many instances over one table, one Gigs and one clock. */
function setup(addons: readonly GigsAddon[] = [addon(1)]) {
  const clock = { now: 1_795_262_400_000 };
  const now = () => clock.now;
  const gigs = { calls: 0, isDown: false };
  const listPlanTopUps: Gigs['listPlanTopUps'] = async () => {
    gigs.calls += 1;
    if (gigs.isDown) throw new GigsUnavailable('unreachable');
    return { items: addons, malformed: 0, next: null };
  };
  const plan = `pln_${++plans}`;
  function instance() {
    const shared = createDynamoSharedCatalogue({
      client,
      table: ledgerTableName,
      now,
      keepSeconds: 86_400,
      onFailure: (error) => failures.push(error),
    });
    const known = { listPlanTopUps } as Partial<Gigs> as Gigs;
    const catalogue = createCatalogue({
      gigs: known,
      shared,
      now,
      freshSeconds: 60,
      staleSeconds: 86_400,
      onUnfit: () => {},
    });
    return () => catalogue.topUpsOf(plan, { answerBy: now() + 8000 });
  }
  return { clock, gigs, instances: (count: number) => Array.from({ length: count }, instance) };
}

function addon(number: number): GigsAddon {
  return {
    id: `add_${number}`,
    name: `Top-up ${number}`,
    description: `Number ${number} of a plan with plenty to choose from.`,
    status: 'available',
    type: 'topUp',
    plans: [`pln_${plans + 1}`],
    price: { amount: number, currency: 'USD' },
    allowances: { dataBytes: number * 1_000_000, voiceSeconds: 0, smsMessages: null },
    validity: { unit: 'day', value: 7 },
    recurrenceType: 'oneTime',
    activationTrigger: 'creation',
  };
}

describe('given many instances that share the table', () => {
  it('asks Gigs once when all of them are cold', async () => {
    const { gigs, instances } = setup();
    const answers = await Promise.all(instances(30).map((topUps) => topUps()));
    expect(gigs.calls).toBe(1);
    expect(new Set(answers.map((topUps) => topUps.length))).toEqual(new Set([1]));
  });

  it('asks once for each time that it grows old, and serves the old to all others meanwhile', async () => {
    const { clock, gigs, instances } = setup();
    const all = instances(20);
    await all[0]?.();
    clock.now += 61_000;
    await Promise.all(all.map((topUps) => topUps()));
    clock.now += 61_000;
    await Promise.all(all.map((topUps) => topUps()));
    expect(gigs.calls).toBe(3);
  });

  it('lets another instance ask when the one whose turn it is does not come back', async () => {
    const { clock, gigs, instances } = setup();
    const [first, second] = instances(2);
    await first?.();
    clock.now += 61_000;
    gigs.isDown = true;
    await first?.();
    gigs.isDown = false;
    await second?.();
    expect(gigs.calls).toBe(2);
    clock.now += 5000;
    await second?.();
    expect(gigs.calls).toBe(3);
  });
});

describe('given that Gigs does not answer', () => {
  it('lists for a day what was known, also from an instance that has just started', async () => {
    const { clock, gigs, instances } = setup();
    const [first, second, third] = instances(3);
    await first?.();
    gigs.isDown = true;
    clock.now += 86_000_000;
    await expect(second?.()).resolves.toHaveLength(1);
    clock.now += 500_000;
    await expect(third?.()).rejects.toThrow(GigsUnavailable);
  });
});

it('holds a plan with 1,000 top-ups in one item', async () => {
  const { gigs, instances } = setup(Array.from({ length: 1000 }, (_, index) => addon(index)));
  const [first, second] = instances(2);
  await first?.();
  await expect(second?.()).resolves.toHaveLength(1000);
  expect(gigs.calls).toBe(1);
});

it('does not keep a plan without top-ups, since anybody can ask for one that does not exist', async () => {
  const { clock, gigs, instances } = setup([]);
  const [first, second] = instances(2);
  await expect(first?.()).resolves.toEqual([]);
  clock.now += 5000;
  await expect(second?.()).resolves.toEqual([]);
  expect(gigs.calls).toBe(2);
});

it('never failed on the way', () => {
  expect(failures).toEqual([]);
});
