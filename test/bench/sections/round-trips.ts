import { startCounted, type Trips } from '../measure/counted.ts';
import { ours, type Subject } from '../measure/subjects.ts';
import { latencyMs } from '../measure/usage.ts';
import { figure } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { type Summary, summaryOf } from '../report/statistics.ts';
import { listingEvent, purchaseEvent, subscriptionListingEvent } from '../world/requests.ts';
import { type BenchContext, times } from './context.ts';

const aimMs = 1.05 * (latencyMs.get + latencyMs.post + 4 * latencyMs.dynamoDb);

/** What each operation asks of Gigs, DynamoDB and Secrets Manager, and how long it takes when they are as far as usual. */
export async function measureRoundTrips(context: BenchContext): Promise<Section> {
  const service = context.subjects.find(({ name }) => name === ours) as Subject;
  const peers = context.subjects.filter(({ name, doesTheJob }) => doesTheJob && name !== ours);
  context.say('round trips');
  const { trips, purchases } = await tripsOf(context, service);
  const peerPurchases: { name: string; wallMs: Summary }[] = [];
  for (const peer of peers) {
    context.say(`round trips: ${peer.name}`);
    peerPurchases.push({ name: peer.name, wallMs: (await tripsOf(context, peer)).purchases });
  }
  const of = (call: string) => trips.find((one) => one.call === call) as Trips;
  const buying = of('purchase');
  const rows = [{ name: ours, wallMs: purchases }, ...peerPurchases];
  return {
    title: 'Round trips',
    text: [
      `Counted by proxies between the function and everything else, which give each answer after a time: a GET to Gigs ${latencyMs.get} ms, a POST ${latencyMs.post} ms, DynamoDB ${latencyMs.dynamoDb} ms, Secrets Manager nothing. Hops are requests that had to wait for one another.`,
      'The peers’ purchases need two writes at DynamoDB and two reads at Gigs: they look for no earlier purchase that might have gone through, and cannot tell after a lost answer whether there was one.',
    ],
    tables: [
      {
        caption: 'Requests of one call of this service',
        columns: ['', 'Gigs', 'in hops', 'DynamoDB', 'Secrets Manager', 'wall ms'],
        rows: trips.map(({ call, gigs, gigsHops, dynamoDb, secrets, wallMs }) => [
          call,
          gigs.join(', ') || '0',
          String(gigsHops),
          dynamoDb.join(', ') || '0',
          String(secrets),
          figure(wallMs),
        ]),
      },
      {
        caption: `Wall time of a warm purchase with these latencies, ms, median of ${purchases.count}`,
        columns: ['', 'median', 'quartiles'],
        rows: rows.map(({ name, wallMs }) => [
          name,
          figure(wallMs.median),
          `${figure(wallMs.lowerQuartile)} – ${figure(wallMs.upperQuartile)}`,
        ]),
      },
    ],
    charts: [
      {
        kind: 'bars',
        name: 'purchase-wall',
        title: 'A warm purchase with latencies (GET 100 ms, POST 300 ms, DynamoDB 5 ms)',
        unit: 'ms',
        bars: rows.map(({ name, wallMs }) => ({
          label: name,
          value: wallMs.median,
          from: wallMs.lowerQuartile,
          to: wallMs.upperQuartile,
        })),
        mark: { label: 'aim', value: aimMs },
      },
    ],
    targets: [
      {
        aim: 'Listing for a plan from a warm catalogue: no call of Gigs; for a subscription: 1; cold: 1',
        measured: `${of('listing, warm').gigs.length}; ${of('listing of a subscription, warm').gigs.length}; ${of('listing, cold').gigs.length}`,
        isMet:
          of('listing, warm').gigs.length === 0 &&
          of('listing of a subscription, warm').gigs.length === 1 &&
          of('listing, cold').gigs.length === 1,
      },
      {
        aim: 'Buying: 2 hops to Gigs, at most 2 reads and 2 writes of the ledger',
        measured: `${buying.gigsHops} hops, ${buying.reads} and ${buying.writes}`,
        isMet: buying.gigsHops === 2 && buying.reads <= 2 && buying.writes <= 2,
      },
      {
        aim: `Buying takes ≤ 1.05 × (100 + 300 + 4 × 5) ms = ${figure(aimMs)} ms`,
        measured: `${figure(purchases.median)} ms`,
        isMet: purchases.median <= aimMs,
      },
    ],
    figures: { trips, rows },
  };
}

async function tripsOf(context: BenchContext, subject: Subject): Promise<{ trips: Trips[]; purchases: Summary }> {
  await context.world.reset();
  await using counted = await startCounted(context.world, subject, latencyMs);
  const isOurs = subject.name === ours;
  const trips = [
    await counted.call('listing, cold', listingEvent()),
    await counted.call('listing, warm', listingEvent()),
  ];
  if (isOurs) trips.push(await counted.call('listing of a subscription, warm', subscriptionListingEvent()));
  const buy = (name: string) => counted.call(name, purchaseEvent(undefined, isOurs));
  await buy('purchase, first');
  trips.push(await buy('purchase'));
  const wallMs: number[] = [];
  for (let made = 0; made < times(context, 15); made++) wallMs.push((await buy('purchase')).wallMs);
  return { trips, purchases: summaryOf(wallMs) };
}
