import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { extraSubscriptionId, extraUserId, seedAddons } from '../../local/gigs-sandbox/seed.ts';
import { requestToken } from '../../local/identity/request-token.ts';
import { type Chance, chanceFrom } from '../rig/chance.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import { Machine } from './machine.ts';
import type { SoakResult } from './report.ts';
import { Service } from './service.ts';
import { SettlementLog } from './settlement-log.ts';
import { shop, type Told } from './shopper.ts';
import type { Times } from './times.ts';
import { letListsLag, orderFault, sufferedFaults } from './trouble.ts';
import { type Bought, judge, type Shown } from './verdict.ts';

export interface SoakOptions {
  /** How many purchases are begun at least. */
  readonly purchases: number;
  readonly users: number;
  /** So many of them buy at the same time. */
  readonly atOnce: number;
  readonly kills: number;
  /** How many requests to Gigs suffer a fault at least. */
  readonly faults: number;
  readonly port: number;
  readonly seed: number;
  readonly times: Times;
}

const offers = [
  { addon: seedAddons.oneGigabyte, amount: 999, currency: 'USD' },
  { addon: seedAddons.courtesy, amount: 0, currency: 'USD' },
] as const;

/** The longest that purchases may take to come to an outcome once the trouble is over. */
const restWithinMs = 120_000;

/** What goes on in one soak. */
interface Running {
  readonly options: SoakOptions;
  readonly machine: Machine;
  readonly sandbox: SandboxControls;
  readonly services: readonly Service[];
  readonly chance: Chance;
  readonly told: Told[];
  /** How many faults were ordered so far. */
  ordered: number;
}

/** Runs world and service as processes of their own, and leaves none behind. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { port, users, times } = options;
  const startedAt = Date.now();
  const log = new SettlementLog();
  const settings = { ...times.settings, PORT: String(port), SANDBOX_EXTRA_USERS: String(users) };
  const machine = new Machine(settings, log.read);
  try {
    await machine.start();
    const sandbox = new SandboxControls(`http://127.0.0.1:${port + 1}`);
    await letListsLag(sandbox, times);
    const services = await Promise.all(Array.from({ length: users }, (_, index) => serviceFor(index + 1, port)));
    const running = { options, machine, sandbox, services, chance: chanceFrom(options.seed), told: [], ordered: 0 };
    const kills = await trouble(running);
    await sandbox.clearFaults();

    const shown = await showWhenDecided(services);
    const bought = (await sandbox.subscriptionAddons()) as unknown as Bought[];
    const verdict = judge(running.told, shown, bought);
    const faults = await sufferedFaults(sandbox);
    return {
      options,
      told: running.told,
      shown,
      bought,
      verdict,
      faults,
      kills,
      log,
      durationMs: Date.now() - startedAt,
    };
  } finally {
    machine.stop();
  }
}

async function serviceFor(user: number, port: number): Promise<Service> {
  return new Service(`http://127.0.0.1:${port}`, await requestToken(port + 2, `extra${user}`));
}

/** Everybody shops while the service is killed again and again. @returns how often it was */
async function trouble(running: Running): Promise<number> {
  const shopping = Array.from({ length: running.options.atOnce }, () => keepShopping(running));
  const [kills] = await Promise.all([killAgainAndAgain(running), ...shopping]);
  return kills;
}

/** How many keys have made a purchase so far: some users give up before. */
function begunBy(told: readonly Told[]): number {
  return told.filter(({ purchase }) => purchase !== null).length;
}

async function keepShopping(running: Running): Promise<void> {
  const { options, sandbox, services, chance, told } = running;
  const { purchases, faults, times } = options;
  while (begunBy(told) < purchases) {
    const user = 1 + Math.floor(chance() * services.length);
    const offer = offers[chance() < 0.8 ? 0 : 1];
    const wish = { subscription: extraSubscriptionId(user), key: randomUUID(), ...offer };
    const each: Told = { wish, purchase: null, outcome: null, unexpected: [] };
    told.push(each);
    // Spread over the purchases. Some are ordered and never suffered, so it is somewhat more than is asked for.
    if (running.ordered < (1.5 * faults * told.length) / purchases) {
      running.ordered += 1;
      await orderFault(sandbox, chance, times);
    }
    await shop(services[user - 1] as Service, each, chance, times.longestPauseMs);
  }
}

/** Spreads the kills over the purchases, each at a moment of its own. */
async function killAgainAndAgain({ machine, options, told, chance }: Running): Promise<number> {
  const { purchases, kills } = options;
  for (let killed = 0; killed < kills; killed++) {
    const from = ((killed + 1) * purchases) / (kills + 1);
    while (begunBy(told) < from) await sleep(20);
    await sleep(chance() * 500);
    await machine.killService();
    await machine.startService();
  }
  return kills;
}

async function showWhenDecided(services: readonly Service[]): Promise<Shown[]> {
  const giveUpAt = Date.now() + restWithinMs;
  for (;;) {
    const shown: Shown[] = [];
    for (const [index, service] of services.entries()) {
      const subscription = extraSubscriptionId(index + 1);
      shown.push({ user: extraUserId(index + 1), subscription, purchases: await service.purchases(subscription) });
    }
    const isDecided = shown.every(({ purchases }) => purchases.every(({ status }) => status !== 'processing'));
    if (isDecided || Date.now() > giveUpAt) return shown;
    await sleep(500);
  }
}
