import { beforeAll, describe, expect, it } from 'vitest';
import { seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { claimsOf } from '../rig/event.ts';
import type { Door } from './door.ts';
import { buy, gist, jerrysShelf, smsPack } from './shop.ts';
import { tally } from './tally.ts';
import { useWorld } from './world.ts';

const world = useWorld();
let door: Door;

beforeAll(async () => {
  door = await world.open();
});

async function posts(): Promise<number> {
  return (await world.sandbox.requests()).filter(({ method }) => method === 'POST').length;
}

describe('the limit of a line', () => {
  it('lets N of many at once through, each another add-on, and says when the next one may', async () => {
    const limited = await world.open({ settings: { PURCHASE_LIMIT_PER_DAY: '3', REPEAT_WINDOW_SECONDS: '0' } });
    const answers = await Promise.all(jerrysShelf.map((body) => buy(limited, { body })));
    const gists = answers.map(gist);
    expect(gists.filter((one) => one === '201')).toHaveLength(3);
    expect(gists.filter((one) => one === '429 purchase-limit')).toHaveLength(jerrysShelf.length - 3);
    for (const { status, headers } of answers)
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(86_000);
    expect(await posts()).toBe(3);
    tally('cases tried', jerrysShelf.length);
  });

  it('holds also for tries that never differ, and through two instances', async () => {
    const settings = { PURCHASE_LIMIT_PER_DAY: '2', REPEAT_WINDOW_SECONDS: '0' };
    const doors = [await world.open({ settings }), await world.open({ settings })] as const;
    await Promise.all(jerrysShelf.map((body, index) => buy(doors[index % 2] as Door, { body })));
    expect(await posts()).toBe(2);
    tally('cases tried', jerrysShelf.length);
  });

  it('is used up by the eleventh of a day, whatever came of the others', async () => {
    for (let bought = 0; bought < 10; bought++) {
      expect(gist(await buy(door, { body: { ...smsPack, allowRepeat: true } }))).toBe('201');
    }
    const eleventh = await buy(door, { body: { ...smsPack, allowRepeat: true } });
    expect(gist(eleventh)).toBe('429 purchase-limit');
    expect(eleventh.headers['retry-after']).toMatch(/^8\d{4}$/);
    expect(await posts()).toBe(10);
    tally('cases tried', 11);
  });
});

describe('the requests of a user', () => {
  const settings = { USER_REQUESTS_PER_MINUTE: '20' };

  it('are let through up to the limit, then told to wait, while nobody else is kept', async () => {
    const limited = await world.open({ settings });
    const { result, upstream } = await world.during(() =>
      Promise.all(Array.from({ length: 60 }, () => limited.call('getProject'))),
    );
    const refused = result.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(40);
    for (const answer of refused) {
      expect(gist(answer)).toBe('429 too-many-requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    // What is refused costs nothing: 20 projects and their credentials.
    expect(upstream).toHaveLength(40);
    expect((await limited.call('getProject', { user: 'elaine' })).status).toBe(200);
    tally('cases tried', 61);
  });

  it('are let through again after as long as the answer says', async () => {
    const limited = await world.open({ settings });
    await Promise.all(Array.from({ length: 20 }, () => limited.call('getProject')));
    const refused = await limited.call('getProject');
    world.clock.advance(Number(refused.headers['retry-after']) * 1000);
    expect((await limited.call('getProject')).status).toBe(200);
    tally('cases tried', 22);
  });

  it('count whatever comes of them, buying too, and not those of nobody', async () => {
    const instance = world.start({ settings });
    for (let asked = 0; asked < 20; asked++) {
      expect((await instance.call('listSubscriptions', { query: 'limit=0' })).status).toBe(400);
    }
    expect((await instance.call('listSubscriptions')).status).toBe(429);
    for (let asked = 0; asked < 30; asked++) expect((await instance.call('getHealth')).status).toBe(200);
    for (let asked = 0; asked < 30; asked++) {
      expect((await instance.call('listSubscriptions', { claims: null })).status).toBe(401);
    }
    tally('cases tried', 81);
  });

  it('are kept in a memory that does not grow with users without end, nor with names that only look alike', async () => {
    const instance = world.start({ settings });
    const before = process.memoryUsage().heapUsed;
    for (let user = 0; user < 20_000; user++) {
      await instance.invoke({ ...healthLike(`usr_${user}`) });
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    tally('cases tried');
  });

  /** A request that is refused as cheaply as can be, yet counts. */
  function healthLike(user: string) {
    return {
      version: '2.0',
      routeKey: 'GET /v1/project',
      rawPath: '/v1/project',
      rawQueryString: 'x=1',
      requestContext: { requestId: 'r', http: { method: 'GET' }, authorizer: { jwt: { claims: claimsOf(user) } } },
    };
  }

  it('are not multiplied by writing the user in another way', async () => {
    const instance = world.start({ settings: { USER_REQUESTS_PER_MINUTE: '1' } });
    expect((await instance.call('listSubscriptions')).status).toBe(200);
    for (const name of [seedUsers.jerry, ` ${seedUsers.jerry}`, `${seedUsers.jerry}\n`, `${seedUsers.jerry}\u0000`]) {
      expect([401, 429]).toContain((await instance.call('listSubscriptions', { claims: claimsOf(name) })).status);
      tally('cases tried');
    }
  });
});
