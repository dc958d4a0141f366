import { describe, expect, it } from 'vitest';
import { jsonOf } from '../gigs/setup.ts';
import { setup } from './setup.ts';

describe('pause and resume', () => {
  it('stop and start all buying at once, and say how it is now', async () => {
    const { purchases, isPaused } = await setup();
    const paused = await purchases('pause');
    expect(paused).toMatchObject({ code: 0, stderr: expect.stringContaining('Buying is paused now.') });
    expect(paused.stdout).toMatch(/^purchase-ledgers: buying is paused since \d{4}-/);
    expect(await isPaused()).toBe(true);

    const again = await purchases('pause', '--json');
    expect(jsonOf(again)).toEqual({
      table: 'purchase-ledgers',
      isPaused: true,
      pausedSince: expect.stringMatching(/Z$/),
    });
    expect(again.stderr).toContain('was paused already');
    expect((await purchases('list-undecided')).stderr).toContain('buying is paused since');

    const resumed = await purchases('resume');
    expect(resumed).toMatchObject({ code: 0, stdout: 'purchase-ledgers: buying goes on.\n' });
    expect(resumed.stderr).toMatch(/Buying goes on again, after \d+ s\./);
    expect(await isPaused()).toBe(false);
    expect(jsonOf(await purchases('resume', '--json'))).toMatchObject({ isPaused: false, pausedSince: null });
  });

  it('are what a purchase reads', async () => {
    const { purchases, store } = await setup();
    const read = async () => (await store.read('sub_1', Date.now() + 5000)).isPaused;
    await purchases('pause');
    expect(await read()).toBe(true);
    await purchases('resume');
    expect(await read()).toBe(false);
  });
});
