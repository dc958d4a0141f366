import { describe, expect, it } from 'vitest';
import type { GigsAddon } from '../../../shared/gigs/addons.ts';
import type { Gigs, Page } from '../../../shared/gigs/gigs.ts';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../../../shared/gigs/outcome.ts';
import { createCatalogue } from '../../../shared/top-ups/catalogue.ts';

type Answer = Page<GigsAddon> | Error;

/** One instance over a Gigs that answers what a test says, and a clock that stands still. */
function setup({ freshSeconds = 60, staleSeconds = 3600 } = {}) {
  const clock = { now: 1_795_262_400_000 };
  const asked: { plan: string; after: string | null }[] = [];
  const unfit: number[] = [];
  const gigs: { answer: (plan: string, after: string | null) => Answer | Promise<Answer> } = {
    answer: (plan) => page([addon('add_1', 100, { plans: [plan] })]),
  };
  const listPlanTopUps: Gigs['listPlanTopUps'] = async ({ plan, after }) => {
    asked.push({ plan, after });
    const answer = await gigs.answer(plan, after);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const catalogue = createCatalogue({
    gigs: { listPlanTopUps } as Partial<Gigs> as Gigs,
    now: () => clock.now,
    freshSeconds,
    staleSeconds,
    onUnfit: (count) => unfit.push(count),
  });
  const ids = async (plan = 'pln_a') =>
    (await catalogue.topUpsOf(plan, { answerBy: clock.now + 8000 })).map(({ id }) => id);
  return { clock, gigs, asked, unfit, ids };
}

function page(items: readonly GigsAddon[], next: string | null = null, malformed = 0): Page<GigsAddon> {
  return { items, malformed, next };
}

function addon(id: string, amount: number, members: Partial<GigsAddon> = {}): GigsAddon {
  return {
    id,
    name: id,
    description: null,
    status: 'available',
    type: 'topUp',
    plans: ['pln_a'],
    price: { amount, currency: 'USD' },
    allowances: { dataBytes: 1, voiceSeconds: 0, smsMessages: 0 },
    validity: null,
    recurrenceType: 'oneTime',
    activationTrigger: null,
    ...members,
  };
}

const down = () => new GigsUnavailable('server-error');

describe('what is fresh', () => {
  it('is served without asking, until it is not fresh any more', async () => {
    const { clock, gigs, asked, ids } = setup();
    expect(await ids()).toEqual(['add_1']);
    gigs.answer = () => page([addon('add_2', 1)]);
    clock.now += 59_999;
    expect(await ids()).toEqual(['add_1']);
    expect(asked).toHaveLength(1);
    clock.now += 1;
    expect(await ids()).toEqual(['add_2']);
    expect(asked).toHaveLength(2);
  });

  it('is of each plan', async () => {
    const { asked, ids } = setup();
    await ids('pln_a');
    await ids('pln_b');
    await ids('pln_a');
    expect(asked.map(({ plan }) => plan)).toEqual(['pln_a', 'pln_b']);
  });

  it('is an empty list too', async () => {
    const { gigs, asked, ids } = setup();
    gigs.answer = () => new GigsRefused(404, null);
    expect([await ids(), await ids()]).toEqual([[], []]);
    expect(asked).toHaveLength(1);
  });

  it('is nothing where the settings say 0', async () => {
    const { asked, ids } = setup({ freshSeconds: 0 });
    await ids();
    await ids();
    expect(asked).toHaveLength(2);
  });

  it('is counted from when it was asked for, not from when it came', async () => {
    const { clock, gigs, asked, ids } = setup();
    gigs.answer = () => {
      clock.now += 40_000;
      return page([]);
    };
    await ids();
    clock.now += 20_000;
    await ids();
    expect(asked).toHaveLength(2);
  });
});

describe('what is stale', () => {
  it.each([down(), new GigsKeyUnavailable('unreadable')])('is served while there is no answer: %s', async (error) => {
    const { clock, gigs, ids } = setup();
    await ids();
    gigs.answer = () => error;
    clock.now += 60_000 + 3_599_999;
    expect(await ids()).toEqual(['add_1']);
    clock.now += 1;
    await expect(ids()).rejects.toBe(error);
  });

  it('is not served once there is an answer again', async () => {
    const { clock, gigs, ids } = setup();
    await ids();
    gigs.answer = down;
    clock.now += 100_000;
    await ids();
    gigs.answer = () => page([addon('add_2', 1)]);
    expect(await ids()).toEqual(['add_2']);
  });

  it('is not served where an answer says that there is nothing', async () => {
    const { clock, gigs, ids } = setup();
    await ids();
    gigs.answer = () => new GigsRefused(422, 'invalid');
    clock.now += 100_000;
    expect(await ids()).toEqual([]);
  });

  it('is never served where the settings say 0', async () => {
    const { clock, gigs, ids } = setup({ staleSeconds: 0 });
    await ids();
    gigs.answer = down;
    clock.now += 60_000;
    await expect(ids()).rejects.toThrow(GigsUnavailable);
  });

  it('is nothing of another plan', async () => {
    const { gigs, ids } = setup();
    await ids('pln_a');
    gigs.answer = down;
    await expect(ids('pln_b')).rejects.toThrow(GigsUnavailable);
  });
});

describe('a crowd', () => {
  it('asks once, and all hear the answer', async () => {
    const { asked, ids } = setup();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ids()));
    expect(new Set(answers.map(String))).toEqual(new Set(['add_1']));
    expect(asked).toHaveLength(1);
  });

  it('hears together that there is none, and then asks anew', async () => {
    const { gigs, asked, ids } = setup();
    gigs.answer = down;
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => ids()));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toHaveLength(1);
    gigs.answer = () => page([addon('add_2', 1)]);
    expect(await ids()).toEqual(['add_2']);
  });
});

describe('all pages', () => {
  it('are followed, an add-on that is on two of them is there once, and all are sorted as one', async () => {
    const { gigs, asked, ids } = setup();
    const pages: Record<string, Page<GigsAddon>> = {
      first: page([addon('add_c', 300), addon('add_b', 200)], 'add_b'),
      add_b: page([addon('add_b', 200), addon('add_d', 100)], 'add_d'),
      add_d: page([addon('add_a', 200)]),
    };
    gigs.answer = (_plan, after) => pages[after ?? 'first'] ?? down();
    expect(await ids()).toEqual(['add_d', 'add_a', 'add_b', 'add_c']);
    expect(asked.map(({ after }) => after)).toEqual([null, 'add_b', 'add_d']);
  });

  it.each([down(), new GigsRefused(422, null)])(
    'are needed: without one of them there is no list: %s',
    async (error) => {
      const { clock, gigs, ids } = setup();
      gigs.answer = (_plan, after) => (after === null ? page([addon('add_2', 1)], 'add_2') : error);
      await expect(ids('pln_b')).rejects.toThrow(GigsUnavailable);
      gigs.answer = () => page([addon('add_1', 1)]);
      await ids();
      clock.now += 100_000;
      gigs.answer = (_plan, after) => (after === null ? page([addon('add_2', 1)], 'add_2') : error);
      expect(await ids()).toEqual(['add_1']);
    },
  );

  it('end some time', async () => {
    const { gigs, asked, ids } = setup();
    gigs.answer = () => page([], `add_${asked.length}`);
    await expect(ids()).rejects.toThrow(GigsUnavailable);
    expect(asked).toHaveLength(50);
  });
});

describe('what cannot be shown', () => {
  it('is left out, and counted over all pages', async () => {
    const { gigs, unfit, ids } = setup();
    gigs.answer = (_plan, after) =>
      after === null
        ? page([addon('add_1', 1), addon('add_2', 1, { price: null })], 'add_2', 2)
        : page([addon('add_3', 1, { price: null, status: 'draft' })], null, 1);
    expect(await ids()).toEqual(['add_1']);
    expect(unfit).toEqual([5]);
  });

  it('is not reported where there is none', async () => {
    const { unfit, ids } = setup();
    await ids();
    expect(unfit).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is bounded, whatever plans are asked for: the oldest go', async () => {
    const { asked, ids } = setup();
    for (let plan = 0; plan < 201; plan++) await ids(`pln_${plan}`);
    expect(asked).toHaveLength(201);
    await ids('pln_200');
    await ids('pln_1');
    expect(asked).toHaveLength(201);
    await ids('pln_0');
    expect(asked).toHaveLength(202);
  });
});
