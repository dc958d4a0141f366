import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Request, type Result } from 'autocannon';
import { extraSubscriptionId, seedAddons, seedPlans } from '../../local/gigs-sandbox/seed.ts';
import { requestToken } from '../../local/identity/request-token.ts';
import { figure } from '../bench/report/format.ts';
import type { Section } from '../bench/report/section.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import { type LocalService, startLocalService } from './local-service.ts';

export interface LoadOptions {
  /** Requests a second, one step each. */
  readonly rates: readonly number[];
  readonly seconds: number;
  readonly port: number;
  readonly say: (line: string) => void;
}

interface User {
  readonly subscription: string;
  readonly token: string;
}

type Job = 'listing' | 'purchase';

/** One step's requests of one kind. */
interface Driven {
  readonly job: Job;
  readonly rate: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that nobody answered within twenty seconds, or whose connection was cut. */
  readonly errors: number;
}

const users = 1000;
const purchaseShare = 0.1;

/** More than the service can answer in the five seconds after which its gateway refuses. */
const connections = { listing: 3600, purchase: 400 } as const;

/** What the contract has for when it is too much: too often, too many, or one's own purchase still under way. */
const refusals = new Set(['409', '429', '503']);

/** What the answers said was bought. */
const sold: string[] = [];

/** Drives the service of one machine at rising rates, then compares what was sold with what was told. */
export async function load({ rates, seconds, port, say }: LoadOptions): Promise<Section> {
  say('starts the service');
  await using service = await startLocalService(port, users);
  const buyers = await signIn(service);
  await step(service, buyers, 50, 5); // Until instances are there and warm; it does not count.
  const driven: Driven[] = [];
  for (const rate of rates) {
    say(`${rate} requests a second`);
    driven.push(...(await step(service, buyers, rate, seconds)));
    await sleep(6000); // What still waits is answered or refused by then.
  }
  say('afterwards');
  const afterwards = await step(service, buyers, rates[0] ?? 50, seconds);
  await sleep(2000);
  const objects = await new SandboxControls(service.sandboxUrl).subscriptionAddons();
  return report(driven, afterwards, new Set(objects.map(({ id }) => id)));
}

async function signIn({ identityProviderPort }: LocalService): Promise<User[]> {
  const signedIn: User[] = [];
  for (let number = 1; number <= users; number++) {
    const token = await requestToken(identityProviderPort, `extra${number}`);
    signedIn.push({ subscription: extraSubscriptionId(number), token });
  }
  return signedIn;
}

/** Lists and buys at once, each at its share of the rate. */
async function step(service: LocalService, buyers: readonly User[], rate: number, seconds: number): Promise<Driven[]> {
  const drive = async (job: Job, share: number, request: Request): Promise<Driven> => {
    const part = Math.round(rate * share);
    const result = await autocannon({
      url: service.url,
      // Never more than are needed for requests that take ten seconds.
      connections: Math.min(connections[job], part * 10),
      overallRate: part,
      duration: seconds,
      timeout: 20,
      ignoreCoordinatedOmission: true,
      requests: [request],
    });
    return drivenIn(job, rate, result);
  };
  const next = takingTurns(buyers);
  return Promise.all([
    drive('listing', 1 - purchaseShare, listing(next)),
    drive('purchase', purchaseShare, purchase(next)),
  ]);
}

function takingTurns(buyers: readonly User[]): () => User {
  let turn = 0;
  return () => buyers[turn++ % buyers.length] as User;
}

/** Every other one of a plan, the others of the user's own subscription, which asks Gigs whose it is. */
function listing(next: () => User): Request {
  let made = 0;
  return {
    setupRequest(request) {
      const { token, subscription } = next();
      const of = made++ % 2 === 0 ? `plans/${seedPlans.jerry}` : `subscriptions/${subscription}`;
      return { ...request, method: 'GET', path: `/v1/${of}/top-ups`, headers: { authorization: `Bearer ${token}` } };
    },
  };
}

function purchase(next: () => User): Request {
  const addon = { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' }, allowRepeat: true };
  return {
    setupRequest(request) {
      const { token, subscription } = next();
      return {
        ...request,
        method: 'POST',
        path: `/v1/subscriptions/${subscription}/purchases`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify(addon),
      };
    },
    onResponse(status, body) {
      if (status === 201) sold.push((JSON.parse(body) as { subscriptionAddon: { id: string } }).subscriptionAddon.id);
    },
  };
}

function drivenIn(job: Job, rate: number, { requests, latency, duration, errors, statusCodeStats }: Result): Driven {
  const statuses = Object.entries(statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count] as const);
  return {
    job,
    rate,
    perSecond: requests.total / duration,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    statuses: Object.fromEntries(statuses),
    errors,
  };
}

function report(driven: readonly Driven[], afterwards: readonly Driven[], objects: ReadonlySet<string>): Section {
  const taken = driven.filter(isTaken).map(({ rate }) => rate);
  const highest = Math.max(0, ...taken.filter((rate) => taken.filter((other) => other === rate).length === 2));
  const all = [...driven, ...afterwards];
  const others = all.flatMap(({ statuses }) => Object.entries(statuses)).filter(([status]) => !isKnown(status));
  const refused = sum(driven.map(refusedIn));
  const missing = sold.filter((id) => !objects.has(id)).length;
  return {
    title: 'Load',
    text: [
      `The service of one machine (\`npm start\`, sixteen instances) with its gateway, tokens, sandbox and DynamoDB, beside what drives it, on the same processors: so the rates say more about the machine and the stand-ins than about Lambda, where each instance has its own. ${users} users; nine requests in ten list (half of them a plan’s top-ups, half a subscription’s), one in ten buys. Latencies are those of all answers, also of refusals.`,
      `The highest rate at which all was answered in time: **${highest} a second**. Beyond it the gateway keeps at most so many waiting as it can serve within five seconds, and answers the others 503; nothing that was answered 201 was lost, nothing was sold twice.`,
    ],
    tables: [
      {
        caption: 'Rising rates',
        columns: ['asked, a second', '', 'answered, a second', 'p50 ms', 'p99 ms', '2xx', 'refused', 'unanswered'],
        rows: [...driven.map((one) => rowOf(one)), ...afterwards.map((one) => rowOf(one, ' afterwards'))],
      },
    ],
    charts: [],
    targets: [
      {
        aim: 'Past the knee: nothing but answers, and the refusals of the contract',
        measured: `${refused} refused; other statuses: ${others.map(([status, count]) => `${count} × ${status}`).join(', ') || 'none'}`,
        isMet: others.length === 0,
      },
      {
        aim: 'Every purchase that was answered 201 is one object at Gigs, of its own',
        measured: `${sold.length} answers, ${new Set(sold).size} objects, ${missing} missing`,
        isMet: missing === 0 && new Set(sold).size === sold.length,
      },
      {
        aim: 'After the rush all is answered again',
        measured: `p99 ${afterwards.map(({ job, p99Ms }) => `${job} ${figure(p99Ms)} ms`).join(', ')}`,
        isMet: afterwards.every((one) => refusedIn(one) === 0 && one.errors === 0),
      },
    ],
    figures: { driven, afterwards, sold: sold.length, objects: objects.size },
  };
}

/** Whether all was answered, at the rate that was asked for. */
function isTaken(one: Driven): boolean {
  const wanted = one.rate * (one.job === 'purchase' ? purchaseShare : 1 - purchaseShare);
  return refusedIn(one) === 0 && one.errors === 0 && one.perSecond > 0.9 * wanted;
}

function refusedIn({ statuses }: Driven): number {
  return sum([...refusals].map((status) => statuses[status] ?? 0));
}

function isKnown(status: string): boolean {
  return status.startsWith('2') || refusals.has(status);
}

function rowOf(one: Driven, note = ''): string[] {
  const fine = sum(Object.entries(one.statuses).map(([status, count]) => (status.startsWith('2') ? count : 0)));
  const refused = [...refusals].flatMap((status) =>
    one.statuses[status] ? [`${one.statuses[status]?.toLocaleString('en-US')} × ${status}`] : [],
  );
  return [
    `${one.rate.toLocaleString('en-US')}${note}`,
    one.job,
    figure(one.perSecond),
    figure(one.p50Ms),
    figure(one.p99Ms),
    fine.toLocaleString('en-US'),
    refused.join(', ') || '0',
    one.errors.toLocaleString('en-US'),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
