import { beforeAll, describe, expect, it } from 'vitest';
import type { Door } from './door.ts';
import { post as postTo, type Sent } from './post.ts';
import { buy, gist, newKey, oneGigabyte } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;

beforeAll(async () => {
  door = await world.open();
});

const post = (sent: Sent) => postTo(world, door, sent);
const good = JSON.stringify(oneGigabyte);

describe('an idempotency key', () => {
  it.each([
    '',
    ' ',
    '   ',
    'x'.repeat(15),
    'x'.repeat(65),
    'x'.repeat(9000),
    'ключ-ключ-ключ-ключ',
    'key with a space in',
    'a,b,c,d,e,f,g,h,i,j',
    `${'a'.repeat(16)},${'a'.repeat(16)}`,
    `"${'a'.repeat(16)}`,
    `'${'a'.repeat(16)}'`,
    `""${'a'.repeat(16)}""`,
    `"${'a'.repeat(15)}"`,
    '../../../../etc/passwd',
    `${'a'.repeat(16)}\u0000`,
    `{"a":"${'a'.repeat(16)}"}`,
    `"${'a'.repeat(16)}";v=1`,
  ])('that is "%s": 400, nothing asked', async (key) => {
    const header = Buffer.from(key).toString('latin1');
    const { answer, upstream } = await post({ body: good, headers: { 'idempotency-key': header } });
    expect({ status: answer.status, upstream }).toEqual({ status: 400, upstream: [] });
  });

  it('that is sent twice: 400', async () => {
    const { gist: is, upstream } = await post({ body: good, headers: { 'idempotency-key': [newKey(), newKey()] } });
    expect({ is, upstream }).toEqual({ is: '400 idempotency-key-invalid', upstream: [] });
  });

  it('quoted or bare, with the body in any order, is the same purchase', async () => {
    await world.rig.reset();
    const key = newKey();
    const first = await buy(door, { key });
    const reordered = `{ "price" : {"currency":"USD","amount":999}, "addon":"${oneGigabyte.addon}" }`;
    for (const again of [
      await buy(door, { key: `"${key}"` }),
      await buy(door, { key, body: reordered }),
      await buy(door, { key, body: { ...oneGigabyte, allowRepeat: true } }),
    ]) {
      expect({ gist: gist(again), id: again.body.id, replayed: again.headers['idempotent-replayed'] }).toEqual({
        gist: '201',
        id: first.body.id,
        replayed: 'true',
      });
      tally('cases tried');
    }
  });

  it('for another add-on or another price is refused', async () => {
    await world.rig.reset();
    const key = newKey();
    await buy(door, { key });
    for (const body of [
      { ...oneGigabyte, addon: 'add_other' },
      { ...oneGigabyte, price: { amount: 998, currency: 'USD' } },
      { ...oneGigabyte, price: { amount: 999, currency: 'EUR' } },
    ]) {
      const { result, upstream } = await world.during(() => buy(door, { key, body }));
      expect({ gist: gist(result), upstream }).toEqual({ gist: '422 idempotency-key-reused', upstream: [] });
      tally('cases tried');
    }
  });

  it('of fifty requests at once buys once', async () => {
    await world.rig.reset();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => buy(door, { key })));
    const gists = new Set(answers.map(gist));
    for (const one of gists) expect(['201', '409 purchase-in-progress']).toContain(one);
    expect(gists).toContain('201');
    expect((await world.sandbox.requests()).filter(({ method }) => method === 'POST')).toHaveLength(1);
    tally('cases tried', 50);
  });
});
