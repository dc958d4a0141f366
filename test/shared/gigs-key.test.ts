import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GigsKeyUnavailable } from '../../shared/gigs/outcome.ts';
import { createGigsKey } from '../../shared/gigs-key.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Secret = string | undefined | Error;

/** A key from a secret that a test changes, at a time that a test lets pass. */
function setup(secret: Secret, cacheSeconds = 300) {
  const store = { secret, readings: 0, now: Date.parse('2026-11-21T09:00:00Z') };
  const createdAt = store.now;
  const gigsKey = createGigsKey({
    cacheSeconds,
    now: () => store.now,
    readSecret: async () => {
      store.readings++;
      const found = store.secret;
      await new Promise((resolve) => setImmediate(resolve));
      if (found instanceof Error) throw found;
      return found === undefined ? undefined : { text: found, createdAt };
    },
  });
  const pass = (ms: number) => {
    store.now += ms;
  };
  return { gigsKey, store, pass };
}

const notSet = new GigsKeyUnavailable('not-set');
const unreadable = new GigsKeyUnavailable('unreadable');

describe('the key in the secret', () => {
  it.each([
    ['the secret itself', 'gpk_one'],
    ['the line that a file holds', 'gpk_one\r\n'],
    ['a member of it', '{"key":"gpk_one"}'],
    ['a member beside others', ' {"key": "gpk_one", "expiresAt": "2027-01-01T00:00:00Z", "more": 1}\n'],
    ['a member beside a time that is none', '{"key":"gpk_one","expiresAt":"soon"}'],
  ])('may be %s', async (_name, secret) => {
    expect(await setup(secret).gigsKey.current()).toBe('gpk_one');
  });

  it.each([
    ['no secret', undefined],
    ['nothing', ''],
    ['spaces', '   '],
    ['a space in it', 'gpk one'],
    ['a second header', 'gpk_one\r\nx-injected: 1'],
    ['NUL', 'gpk_one\0'],
    ['a letter that no header can carry', 'gpk_\u00e9'],
    ['more than a key', 'x'.repeat(513)],
    ['half of JSON', '{"key":"gpk_one"'],
    ['JSON without a key', '{"token":"gpk_one"}'],
    ['JSON with an empty key', '{"key":""}'],
    ['JSON with a key that is none', '{"key":{"key":"gpk_one"}}'],
    ['JSON with a line break in the key', '{"key":"gpk_one\\n"}'],
  ])('is not set where there is %s', async (_name, secret) => {
    const { gigsKey } = setup(secret);
    await expect(gigsKey.current()).rejects.toEqual(notSet);
    expect(gigsKey.describe()).toEqual({ ageMs: null, expiresAt: null, failure: 'not-set', errorName: null });
  });
});

describe('reading it', () => {
  it('happens when it is first wanted, once for all who want it, and again after its time', async () => {
    const { gigsKey, store, pass } = setup('gpk_one');
    expect(store.readings).toBe(0);
    await Promise.all(Array.from({ length: 20 }, () => gigsKey.current()));
    pass(300 * second - 1);
    await gigsKey.current();
    expect(store.readings).toBe(1);
    store.secret = 'gpk_two';
    pass(1);
    expect(await Promise.all([gigsKey.current(), gigsKey.current()])).toEqual(['gpk_two', 'gpk_two']);
    expect(store.readings).toBe(2);
  });

  it('fails for all who want it, is not repeated for a second, and is then', async () => {
    const { gigsKey, store, pass } = setup(new Error('no network'));
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => gigsKey.current()));
    expect(attempts.every((attempt) => attempt.status === 'rejected')).toBe(true);
    pass(999);
    await expect(gigsKey.current()).rejects.toEqual(unreadable);
    expect(store.readings).toBe(1);
    store.secret = 'gpk_one';
    pass(1);
    expect(await gigsKey.current()).toBe('gpk_one');
  });

  it('keeps the old key for an hour where it fails, and tries again every half minute', async () => {
    const { gigsKey, store, pass } = setup('gpk_one');
    await gigsKey.current();
    store.secret = new Error('no network');
    pass(300 * second);
    expect(await gigsKey.current()).toBe('gpk_one');
    pass(30 * second - 1);
    expect(await gigsKey.current()).toBe('gpk_one');
    expect(store.readings).toBe(2);
    pass(1);
    expect(await gigsKey.current()).toBe('gpk_one');
    expect(store.readings).toBe(3);
    pass(hour - 330 * second - 1);
    expect(await gigsKey.current()).toBe('gpk_one');
    pass(1);
    await expect(gigsKey.current()).rejects.toEqual(unreadable);
    store.secret = 'gpk_two';
    pass(second);
    expect(await gigsKey.current()).toBe('gpk_two');
  });

  it('tries again no later than the time to keep a key', async () => {
    const { gigsKey, store, pass } = setup('gpk_one', 5);
    await gigsKey.current();
    store.secret = new Error('no network');
    pass(5 * second);
    await gigsKey.current();
    store.secret = 'gpk_two';
    pass(5 * second);
    expect(await gigsKey.current()).toBe('gpk_two');
  });

  it('keeps the old key also where somebody put none in its place, and then says so', async () => {
    const { gigsKey, store, pass } = setup('gpk_one');
    await gigsKey.current();
    store.secret = '';
    pass(300 * second);
    expect(await gigsKey.current()).toBe('gpk_one');
    pass(hour);
    await expect(gigsKey.current()).rejects.toEqual(notSet);
  });
});

describe('a key that Gigs refused', () => {
  it('is read again at once, and replaced', async () => {
    const { gigsKey, store } = setup('gpk_one');
    await gigsKey.current();
    store.secret = 'gpk_two';
    expect(await gigsKey.refused('gpk_one')).toBe('gpk_two');
    expect(await gigsKey.current()).toBe('gpk_two');
    expect(store.readings).toBe(2);
  });

  it('is read again once for all who were refused', async () => {
    const { gigsKey, store } = setup('gpk_one');
    await gigsKey.current();
    store.secret = 'gpk_two';
    const others = await Promise.all(Array.from({ length: 20 }, () => gigsKey.refused('gpk_one')));
    expect(others.every((other) => other === 'gpk_two')).toBe(true);
    expect(store.readings).toBe(2);
    // One more who still held the old one.
    expect(await gigsKey.refused('gpk_one')).toBe('gpk_two');
    expect(store.readings).toBe(2);
  });

  it('is read again once a minute and no more, where it is still the same', async () => {
    const { gigsKey, store, pass } = setup('gpk_one');
    await gigsKey.current();
    for (let refusals = 0; refusals < 100; refusals++) expect(await gigsKey.refused('gpk_one')).toBeNull();
    expect(store.readings).toBe(2);
    pass(minute);
    store.secret = 'gpk_two';
    expect(await gigsKey.refused('gpk_one')).toBe('gpk_two');
    expect(store.readings).toBe(3);
  });

  it('stays where the secret cannot be read, and nothing is thrown', async () => {
    const { gigsKey, store } = setup('gpk_one');
    await gigsKey.current();
    store.secret = new Error('no network');
    expect(await gigsKey.refused('gpk_one')).toBeNull();
    expect(await gigsKey.current()).toBe('gpk_one');
  });

  it('that was never given asks for nothing', async () => {
    const { gigsKey, store } = setup('gpk_one');
    expect(await gigsKey.refused('gpk_other')).toBeNull();
    expect(store.readings).toBe(0);
  });
});

describe('what may be known of it', () => {
  it('is its age, when it runs out, and what went wrong', async () => {
    const { gigsKey, store, pass } = setup('{"key":"gpk_one","expiresAt":"2027-01-01T00:00:00Z"}');
    expect(gigsKey.describe()).toEqual({ ageMs: null, expiresAt: null, failure: null, errorName: null });
    await gigsKey.current();
    pass(minute);
    const known = { ageMs: minute, expiresAt: Date.parse('2027-01-01T00:00:00Z') };
    expect(gigsKey.describe()).toEqual({ ...known, failure: null, errorName: null });
    store.secret = Object.assign(new Error('User: arn:aws:sts::123 is not authorized'), {
      name: 'AccessDeniedException',
    });
    await gigsKey.refused('gpk_one');
    expect(gigsKey.describe()).toEqual({ ...known, failure: 'unreadable', errorName: 'AccessDeniedException' });
  });

  it('is no error name that is none', async () => {
    const { gigsKey } = setup(Object.assign(new Error('x'), { name: 'User gpk_one\nis not authorized' }));
    await expect(gigsKey.current()).rejects.toEqual(unreadable);
    expect(gigsKey.describe()).toMatchObject({ failure: 'unreadable', errorName: null });
  });

  it('is never the key, nor what the secret store says', async () => {
    const { gigsKey, store, pass } = setup('gpk_one');
    await gigsKey.current();
    store.secret = new Error('arn:aws:secretsmanager gpk_one');
    pass(2 * hour);
    const error = await gigsKey.current().catch((reason: unknown) => reason);
    const shown = [gigsKey, gigsKey.describe(), error].flatMap((value) => [
      inspect(value, { depth: 9, showHidden: true }),
      JSON.stringify(value),
      String(value),
    ]);
    expect(shown.join('\n')).not.toMatch(/gpk_|arn:/);
  });
});
