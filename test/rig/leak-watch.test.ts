import { expect, it } from 'vitest';
import { seedApiKey, seedOrganizations, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { seedWorld } from '../../local/gigs-sandbox/seed-data/world.ts';
import { leakIn } from './leak-watch.ts';

const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2lnbmF0dXJl`;

it.each([...Object.values(seedUsers), ...Object.values(seedOrganizations), seedApiKey, token])(
  'finds what nobody may see, anywhere: %s',
  (secret) => {
    for (const place of ['body', 'header', 'log'] as const) expect(leakIn(`{"a":"${secret}"}`, place)).toBeDefined();
  },
);

it('finds every user, SIM and address of the seed data', () => {
  const [{ project, subscriptions } = {}] = seedWorld(0, 0);
  for (const { user, sim } of subscriptions ?? []) {
    for (const part of [user.email, user.fullName, sim]
      .filter((value) => value !== null)
      .map((value) => JSON.stringify(value)))
      expect({ part, leak: leakIn(part, 'body') }).toMatchObject({ leak: expect.any(String) });
  }
  expect(leakIn(JSON.stringify(project?.legal), 'body')).toBeDefined();
});

it('lets a user see their own line, and no log line', () => {
  const line = { id: seedSubscriptions.jerry, phoneNumber: '+12125550142' };
  expect(leakIn(JSON.stringify(line), 'body')).toBeUndefined();
  expect(leakIn(JSON.stringify(line), 'log')).toBe('+12125550142');
});
