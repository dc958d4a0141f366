import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { extraSubscriptionId, extraUserId, seedAddons } from '../../local/gigs-sandbox/seed.ts';
import { requestToken } from '../../local/identity/request-token.ts';
import { type Chance, chanceFrom } from '../rig/chance.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import { Machine } from './machine.ts';
import { report, SettlementLog } from './report.ts';
import { Service } from './service.ts';
import { shop, type Told } from './shopper.ts';
import { letListsLag, orderFault, sufferedFaults } from './trouble.ts';
import { type Bought, judge, type Shown } from './verdict.ts';

export interface SoakOptions {
  readonly purchases: number;
  readonly users: number;
  readonly atOnce: number;
  readonly kills: number;
  readonly faults: number;
  readonly port: number;
  readonly seed: number;
}

const offers = [
  { addon: seedAddons.oneGigabyte, amount: 999, currency: 'USD' },
  { addon: seedAddons.courtesy, amount: 0, currency: 'USD' },
];

/** The longest that purchases may take to come to an outcome once the trouble is over. */
const restWithinMs = 120_000;

/** @returns whether everything is as it must be. */
export async function soak(options: SoakOptions): Promise<boolean> {
  const { port, users, purchases, kills } = options;
  const chance = chanceFrom(options.seed);
  const log = new SettlementLog();
  const machine = new Machine(port, users, log.read);
  const sandbox = new SandboxControls(`http://127.0.0.1:${port + 1}`);
  const startedAt = Date.now();
  console.log(`soak of ${purchases} purchases by ${users} users, with ${kills} kills (seed ${options.seed})`);
  await machine.start();
  await letListsLag(sandbox);
  const services = await Promise.all(
    Array.from({ length: users }, async (_, index) => {
      const token = await requestToken(port + 2, `extra${index + 1}`);
      return new Service(`http://127.0.0.1:${port}`, token);
    }),
  );

  const told: Told[] = [];
  const killing = killAgainAndAgain(machine, options, told, chance);
  await Promise.all(
    Array.from({ length: options.atOnce }, () => keepShopping(services, sandbox, options, told, chance)),
  );
  const killed = await killing;
  await sandbox.clearFaults();

  const shown = await showWhenDecided(services);
  const bought = (await sandbox.subscriptionAddons()) as unknown as Bought[];
  const verdict = judge(told, shown, bought);
  const faults = await sufferedFaults(sandbox);
  machine.stop();
  return report({ options, told, shown, bought, verdict, faults, killed, log, durationMs: Date.now() - startedAt });
}

async function keepShopping(
  services: readonly Service[],
  sandbox: SandboxControls,
  { purchases, faults }: SoakOptions,
  told: Told[],
  chance: Chance,
): Promise<void> {
  while (told.length < purchases) {
    const user = 1 + Math.floor(chance() * services.length);
    const offer = offers[chance() < 0.8 ? 0 : 1] ?? offers[0];
    const wish = { subscription: extraSubscriptionId(user), key: randomUUID(), ...offer } as Told['wish'];
    const each: Told = { user, wish, purchase: null, outcome: null, wasUnknown: false, unexpected: [] };
    told.push(each);
    // Some are ordered and never suffered, so it is somewhat more than is asked for.
    if (chance() < (1.3 * faults) / purchases) await orderFault(sandbox, chance);
    await shop(services[user - 1] as Service, each, chance);
  }
}

/** Spreads the kills over the purchases, each at a moment of its own. */
async function killAgainAndAgain(
  machine: Machine,
  { purchases, kills }: SoakOptions,
  told: readonly Told[],
  chance: Chance,
): Promise<number> {
  for (let killed = 0; killed < kills; killed++) {
    const from = ((killed + 1) * purchases) / (kills + 1);
    while (told.length < from) await sleep(20);
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
    await sleep(2000);
  }
}
