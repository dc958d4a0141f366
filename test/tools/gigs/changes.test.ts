import { describe, expect, it } from 'vitest';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { jsonOf, setup } from './setup.ts';

type World = Awaited<ReturnType<typeof setup>>;

async function changesIn({ controls }: World): Promise<string[]> {
  const requests = await controls.requests();
  return requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

async function bought({ url }: World): Promise<string> {
  const response = await fetch(`${url}/projects/gigs/subscriptionAddons`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seedApiKey}` },
    body: JSON.stringify({ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry }),
  });
  return ((await response.json()) as { id: string }).id;
}

describe('a change', () => {
  it.each([
    ['publish', ['addons', 'publish', seedAddons.draft]],
    ['archive', ['addons', 'archive', seedAddons.oneGigabyte]],
    ['update', ['addons', 'update', seedAddons.oneGigabyte, '--name', 'A gigabyte']],
  ])('is not made by a dry run or when nobody can confirm it: %s', async (_name, command) => {
    const world = await setup();
    const [dry, unconfirmed] = await Promise.all([world.gigs(...command, '--dry-run'), world.gigs(...command)]);
    expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('Dry run: nothing was changed.') });
    expect(dry.stderr).toContain('Project: gigs (Gigs Connect, live)');
    expect(unconfirmed).toMatchObject({ code: 8, stdout: '', stderr: expect.stringContaining('Add --yes') });
    expect(await changesIn(world)).toEqual([]);
  });

  it('is made with --yes, once, and there is nothing to do the second time', async () => {
    const world = await setup();
    const published = await world.gigs('addons', 'publish', seedAddons.draft, '--yes', '--json');
    expect(jsonOf(published)).toMatchObject({ id: seedAddons.draft, status: 'available' });
    const again = await world.gigs('addons', 'publish', seedAddons.draft, '--yes');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('Nothing to do') });
    const archived = await world.gigs('addons', 'archive', seedAddons.draft, '--yes', '--json');
    expect(jsonOf(archived)).toMatchObject({ status: 'archived' });
    expect(await changesIn(world)).toHaveLength(2);
  });

  it('of a text shows before and after, and sends what differs only', async () => {
    const world = await setup();
    const command = ['addons', 'update', seedAddons.oneGigabyte];
    const updated = await world.gigs(
      ...command,
      '--name',
      '1GB Data Top-up',
      '--description',
      'New.',
      '--yes',
      '--json',
    );
    expect(jsonOf(updated)).toMatchObject({ name: '1GB Data Top-up', description: 'New.' });
    expect(updated.stderr).toContain('description: "1 GB of data for a week." → "New."');
    expect(jsonOf(await world.gigs(...command, '--clear-description', '--yes', '--json'))).toMatchObject({
      description: null,
    });
    const bodies = (await world.controls.requests()).filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    expect(bodies).toEqual([{ description: 'New.' }, { description: null }]);
  });

  it.each([
    ['nothing', []],
    ['an empty name', ['--name', ' ']],
    ['both', ['--description', 'x', '--clear-description']],
  ])('of a text needs to say what: not %s', async (_name, options) => {
    const world = await setup();
    expect(await world.gigs('addons', 'update', seedAddons.oneGigabyte, ...options, '--yes')).toMatchObject({
      code: 2,
    });
    expect(await changesIn(world)).toEqual([]);
  });

  it('ends an active add-on of a subscription, and only that', async () => {
    const world = await setup();
    const id = await bought(world);
    expect(jsonOf(await world.gigs('subscription-addons', 'end', id, '--yes', '--json'))).toMatchObject({
      id,
      status: 'ended',
    });
    expect(await world.gigs('subscription-addons', 'end', id, '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('ended already'),
    });
    expect(await changesIn(world)).toEqual([
      'POST /projects/gigs/subscriptionAddons',
      `DELETE /projects/gigs/subscriptionAddons/${id}`,
    ]);
  });
});

describe('a change whose answer', () => {
  const publish = ['addons', 'publish', seedAddons.draft, '--yes'];

  it('got lost although it was made is known by looking', async () => {
    const world = await setup();
    await world.controls.fault({ method: 'POST', path: '*/publish', fault: 'resetAfter' });
    expect(jsonOf(await world.gigs(...publish, '--json'))).toMatchObject({ status: 'available' });
    expect(await changesIn(world)).toHaveLength(1);
  });

  it('got lost and that was not made is not known, and not sent again', async () => {
    const world = await setup();
    await world.controls.fault({ method: 'POST', path: '*/publish', fault: 'reset' });
    const ended = await world.gigs(...publish);
    expect(ended).toMatchObject({ code: 6, stdout: '' });
    expect(ended.stderr).toContain(`addons show ${seedAddons.draft}`);
    expect(await changesIn(world)).toHaveLength(1);
  });

  it('is a refusal says so, with the code that Gigs gave', async () => {
    const world = await setup();
    const body = { object: 'error', type: 'invalid', code: 'providerRefused', message: 'Something that stays there.' };
    await world.controls.fault({ method: 'POST', path: '*/publish', fault: 'status', status: 422, body });
    const ended = await world.gigs(...publish);
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('422 (providerRefused)') });
    expect(ended.stderr).not.toContain('Something that stays there');
  });

  it('says that nothing was done', async () => {
    const world = await setup();
    await world.controls.fault({ method: 'POST', path: '*/publish', fault: 'status', status: 429 });
    expect(await world.gigs(...publish)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('too many requests'),
    });
  });
});
