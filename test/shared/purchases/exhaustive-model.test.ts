import { afterAll, describe, expect, it } from 'vitest';
import type { EventReason, PurchaseEvent } from '../../../shared/purchases/ledger.ts';
import { type Exploration, explore } from '../../rig/explore.ts';
import { keyOf } from './model/key.ts';
import { wrongIn } from './model/misdeeds.ts';
import { stepsOf } from './model/steps.ts';
import { ordinary, type Variant, variants } from './model/variants.ts';
import { type Bounds, type Protocol, protocol, startOf } from './model/world.ts';

/**
 * Every way in which one add-on can be bought for one subscription with two keys: workers that die, messages that are
 * late or lost, listings that lag, take-overs, audits, an operator and the archive; run with the functions that decide
 * in the service itself. NIGHTLY=1 goes through larger worlds, which takes long.
 */
const isNightly = process.env['NIGHTLY'] === '1';
const mostStates = isNightly ? 20_000_000 : 1_000_000;
const timeout = isNightly ? 3_600_000 : 120_000;

const report: string[] = [];
afterAll(() => console.log(report.join('\n')));

function exploreWith(using: Protocol, bounds: Bounds, ignoring?: string): Exploration {
  return explore(
    {
      start: startOf(bounds),
      steps: (world) => stepsOf(world, using, bounds),
      keyOf,
      wrongIn(world) {
        const wrong = wrongIn(world, bounds);
        return ignoring !== undefined && wrong?.startsWith(ignoring) ? undefined : wrong;
      },
    },
    mostStates,
  );
}

const always: EventReason[] = ['begun', 'accepted', 'refused', 'not-done', 'outcome-unknown', 'taken-over', 'found'];
const failing: EventReason[] = ['not-found', 'audit-clean', 'resolved-failed', 'resolved-succeeded'];
const corrections: EventReason[] = ['audit-corrected', 'audit-contradiction'];

const worlds: [name: string, bounds: Partial<Bounds>, happens: EventReason[]][] = [
  ['three workers', { workers: 3 }, [...always, ...failing]],
  ['two workers, and one listing that misses what is there', { lag: 'now', blindListings: 1 }, [...always, ...failing]],
  [
    'the same bought outside',
    { workers: isNightly ? 2 : 1, boughtOutside: 1 },
    [...always, ...failing, 'several-candidates'],
  ],
  [
    'objects that appear after the settle time',
    { workers: isNightly ? 2 : 1, mayBeVeryLate: true },
    [...always, ...failing, ...corrections],
  ],
];
if (isNightly) {
  const bounds = { workers: 2, boughtOutside: 1, mayBeVeryLate: true };
  worlds.push(['both windows', bounds, [...always, ...failing, 'several-candidates', ...corrections]]);
}

describe('the protocol holds in every state of a world with', () => {
  it.each(worlds)(
    '%s',
    (name, bounds, happens) => {
      const happened = new Set<EventReason>();
      const result = exploreWith(
        observed((event) => happened.add(event.reason)),
        { ...ordinary, ...bounds },
      );
      report.push(`${name}: ${result.states} states, ${result.steps} steps, ${result.depth} deep`);
      expect(result.counterExample).toBeNull();
      expect(result.isComplete).toBe(true);
      // What never happened was never put to the test.
      expect([...happened]).toEqual(expect.arrayContaining(happens));
    },
    timeout,
  );
});

describe('what goes wrong is found without', () => {
  it.each(variants.map((variant): [string, Variant] => [variant.without, variant]))(
    '%s',
    (name, { protocol: broken, bounds, ignoring }) => {
      const { counterExample } = exploreWith(broken, bounds, ignoring);
      report.push(`without ${name}: ${counterExample?.way.length} steps to "${counterExample?.wrong}"`);
      expect(counterExample).not.toBeNull();
    },
    timeout,
  );
});

/** The protocol, with somebody who is told what is said of its writes. */
function observed(said: (event: PurchaseEvent) => void): Protocol {
  const { begin, finish, look, settle, audit, resolve } = protocol;
  function hear<Change extends { readonly events: readonly PurchaseEvent[] }>(change: Change | undefined) {
    for (const event of change?.events ?? []) said(event);
    return change;
  }
  return {
    ...protocol,
    begin(...given) {
      const decision = begin(...given);
      if ('change' in decision) hear(decision.change);
      return decision;
    },
    finish: (...given) => hear(finish(...given)),
    look: (...given) => hear(look(...given)),
    settle: (...given) => hear(settle(...given)),
    audit: (...given) => hear(audit(...given)),
    resolve(...given) {
      const resolved = resolve(...given);
      if ('change' in resolved) hear(resolved.change);
      return resolved;
    },
  };
}
