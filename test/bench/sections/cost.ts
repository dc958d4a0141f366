import { perPurchase, prices } from '../../../infra/cost.ts';
import { memoryMb } from '../../../infra/timing.ts';
import { ours } from '../measure/subjects.ts';
import { latencyMs, many, some, type Usage, type UsageOfSubject, usageOf } from '../measure/usage.ts';
import { dollars, figure } from '../report/format.ts';
import type { Section, Table } from '../report/section.ts';
import type { BenchContext } from './context.ts';

/** Of the api function as it is deployed, and so of the peers too. */
const memoryGb = memoryMb.api / 1024;

/** Lambda's own lines about each invocation, and the gateway's line of its access log. */
const platformLogBytes = 1200;

/** How often a listing finds its plan old in memory, and how often then it is this instance's turn to ask Gigs. */
const missed = 0.05;
const turn = 0.1;

const million = 1e6;

interface Item {
  readonly name: string;
  readonly formula: string;
  /** US dollars for a million calls. */
  readonly cost: (usage: Usage) => number;
}

const items: readonly Item[] = [
  {
    name: 'API Gateway, requests',
    formula: `1 × ${perMillion(prices.httpApiRequest)}`,
    cost: () => million * prices.httpApiRequest,
  },
  {
    name: 'API Gateway, data out',
    formula: `answer × ${dollars(prices.egressGb)} per GB`,
    cost: ({ answerBytes }) => million * (answerBytes / 1e9) * prices.egressGb,
  },
  {
    name: 'Lambda, requests',
    formula: `1 × ${perMillion(prices.lambdaRequest)}`,
    cost: () => million * prices.lambdaRequest,
  },
  {
    name: 'Lambda, duration',
    formula: `seconds × ${memoryGb} GB × $${prices.lambdaGbSecondArm}`,
    cost: ({ seconds }) => million * seconds * memoryGb * prices.lambdaGbSecondArm,
  },
  {
    name: 'DynamoDB, writes',
    formula: `write units × ${perMillion(prices.dynamoDbWriteUnit)}`,
    cost: ({ writeUnits }) => million * writeUnits * prices.dynamoDbWriteUnit,
  },
  {
    name: 'DynamoDB, reads',
    formula: `read units × ${perMillion(prices.dynamoDbReadUnit)}`,
    cost: ({ readUnits }) => million * readUnits * prices.dynamoDbReadUnit,
  },
  {
    name: 'CloudWatch, logs',
    formula: `(log + ${platformLogBytes} bytes) × (${dollars(prices.logGb)} + 3 months × ${dollars(prices.logGbMonth)}) per GB`,
    cost: ({ logBytes }) => million * ((logBytes + platformLogBytes) / 1e9) * (prices.logGb + 3 * prices.logGbMonth),
  },
  {
    name: 'X-Ray',
    formula: `${perPurchase.tracedShare * 100} % × ${perMillion(prices.trace)}`,
    cost: () => million * perPurchase.tracedShare * prices.trace,
  },
];

interface Column {
  readonly name: string;
  readonly usage: Usage;
}

/** What a million listings and a million purchases cost at AWS, by what they were seen to use. */
export async function calculateCost(context: BenchContext): Promise<Section> {
  const listings: Column[] = [];
  const purchases: Column[] = [];
  const used: Record<string, UsageOfSubject> = {};
  for (const subject of context.subjects.filter(({ doesTheJob }) => doesTheJob)) {
    context.say(`cost: ${subject.name}`);
    const usage = await usageOf(context, subject);
    used[subject.name] = usage;
    listings.push({ name: subject.name, usage: averageListing(usage) });
    purchases.push({ name: subject.name, usage: usage.purchase });
    if (usage.purchaseAfterMany) {
      purchases.push({ name: `${ours}, ${many} purchases before`, usage: usage.purchaseAfterMany });
    }
  }
  return {
    title: 'Cost',
    text: [
      `Calculated: what a warm call was seen to use, times prices (US dollars, us-east-1, without free tiers, from memory of the public price lists in November 2026: docs/platform.md has the same, and what a month costs in all). Others answer as in Round trips (GET ${latencyMs.get} ms, POST ${latencyMs.post} ms, DynamoDB ${latencyMs.dynamoDb} ms), and the function has ${memoryGb} GB on arm64. Units are those that the DynamoDB engine counted, indexes included.`,
      `A listing is of a plan with a dozen top-ups, and finds its plan too old in its instance’s memory once in ${1 / missed} times: so it is when ten instances each list a plan ${1 / missed} times a minute. A peer’s instance then asks Gigs; of this service’s instances one in ${1 / turn} does, and the others read the table. A purchase is on a line with ${some} purchases before, and for this service also on one with ${many}, more than a ledger keeps, so that another one is archived each time.`,
      'The peers log nothing of their own. Not in it: what is the same however many calls there are, such as alarms and the settlement function’s schedule; Secrets Manager, which is asked once in five minutes by each instance; cold starts.',
    ],
    tables: [
      tableOf('US dollars for a million listings', listings),
      tableOf('US dollars for a million purchases', purchases),
      usageTable('What a listing uses on average', listings),
      usageTable('What a purchase uses', purchases),
    ],
    charts: [],
    targets: [],
    figures: { used, listings, purchases },
  };
}

function averageListing({ fromMemory, fromTable, fromGigs }: UsageOfSubject): Usage {
  const asking = fromTable ? missed * turn : missed;
  const parts: [Usage, number][] = [
    [fromMemory, 1 - missed],
    [fromTable ?? fromGigs, missed - asking],
    [fromGigs, asking],
  ];
  const average = (name: keyof Usage) => parts.reduce((sum, [usage, share]) => sum + usage[name] * share, 0);
  return {
    seconds: average('seconds'),
    writeUnits: average('writeUnits'),
    readUnits: average('readUnits'),
    answerBytes: average('answerBytes'),
    logBytes: average('logBytes'),
    callsOfGigs: average('callsOfGigs'),
  };
}

function tableOf(caption: string, columns: readonly Column[]): Table {
  const total = (usage: Usage) => items.reduce((sum, { cost }) => sum + cost(usage), 0);
  return {
    caption,
    columns: ['', 'for each call', ...columns.map(({ name }) => name)],
    rows: [
      ...items.map(({ name, formula, cost }) => [name, formula, ...columns.map(({ usage }) => dollars(cost(usage)))]),
      ['all', '', ...columns.map(({ usage }) => dollars(total(usage)))],
    ],
  };
}

function usageTable(caption: string, columns: readonly Column[]): Table {
  return {
    caption,
    columns: ['', 'ms', 'write units', 'read units', 'answer, bytes', 'log, bytes', 'calls of Gigs'],
    rows: columns.map(({ name, usage }) => [
      name,
      ...[usage.seconds * 1000, usage.writeUnits, usage.readUnits].map(figure),
      ...[usage.answerBytes, usage.logBytes].map(figure),
      usage.callsOfGigs.toFixed(3).replace(/\.?0+$/, ''),
    ]),
  };
}

function perMillion(price: number): string {
  return `$${Number((price * million).toFixed(4))} per million`;
}
