// What a stage costs: the dashboard shows it as it happens, docs/platform.md for three months that are made up.

/**
 * US dollars, from memory of the public price lists of us-east-1 in November 2026, without any free tier. To be checked
 * against the lists of the region before anybody relies on them.
 */
export const prices = {
  httpApiRequest: 1 / 1e6,
  restApiRequest: 3.5 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecondArm: 0.0000133334,
  dynamoDbWriteUnit: 0.625 / 1e6,
  dynamoDbReadUnit: 0.125 / 1e6,
  dynamoDbGbMonth: 0.25,
  dynamoDbBackupGbMonth: 0.2,
  secretMonth: 0.4,
  secretCall: 0.05 / 1e4,
  kmsKeyMonth: 1,
  kmsCall: 0.03 / 1e4,
  logGb: 0.5,
  logGbMonth: 0.03,
  metricMonth: 0.3,
  /** For each metric that an alarm looks at. */
  alarmMetricMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
  trace: 5 / 1e6,
  egressGb: 0.09,
  cloudFrontRequest: 1 / 1e6,
  wafMonth: 8,
  wafRequest: 0.6 / 1e6,
} as const;

/** What one purchase brings with it, as assumed. Replace by what the dashboard shows. */
export const perPurchase = {
  /** The purchase itself, and what the app asks before and after it. */
  requests: 8,
  /** Of the API function at 1 GB, on average over these requests. */
  secondsPerRequest: 0.25,
  /** Two writes of a ledger of 1 to 3 KB, its place in the index there and gone, a share of the archive. */
  writeUnits: 8,
  /** Strongly consistent: the ledger, the switch and the keys that were archived; the catalogue. */
  readUnits: 12,
  storedKb: 1.5,
  logKbPerRequest: 2.5,
  answerKbPerRequest: 4,
  /** X-Ray takes one request per second and 5 % of the others. */
  tracedShare: 0.05,
} as const;

/** What is there whether or not anybody buys. */
export const standing = {
  /** Those of the functions and those counted in logs; fewer as long as nothing happens. */
  metrics: 40,
  alarmMetrics: 60,
  compositeAlarms: 3,
  dashboards: 1,
  /** Secrets Manager: every five minutes, by one settlement instance and at times by others. */
  secretCalls: 12_000,
  settlementRuns: 43_800,
  settlementSeconds: 0.25,
  settlementGb: 0.5,
  settlementLogKb: 1.5,
  settlementReadUnits: 0.5,
} as const;

export interface Cost {
  readonly standing: number;
  readonly requests: number;
  readonly compute: number;
  readonly ledgers: number;
  readonly observability: number;
  readonly total: number;
}

/** US dollars a month for so many purchases, when it has been so for a year; with or without a key of one's own. */
export function monthlyCost(purchases: number, { customerManagedKey = false } = {}): Cost {
  const requests = purchases * perPurchase.requests;
  const storedGb = (12 * purchases * perPurchase.storedKb) / 1e6;
  const logGb = (requests * perPurchase.logKbPerRequest) / 1e6;
  const runs = standing.settlementRuns;
  const parts = {
    standing:
      standing.metrics * prices.metricMonth +
      standing.alarmMetrics * prices.alarmMetricMonth +
      standing.compositeAlarms * prices.compositeAlarmMonth +
      standing.dashboards * prices.dashboardMonth +
      prices.secretMonth +
      standing.secretCalls * prices.secretCall +
      (customerManagedKey ? prices.kmsKeyMonth : 0) +
      runs * (prices.lambdaRequest + standing.settlementSeconds * standing.settlementGb * prices.lambdaGbSecondArm) +
      runs * standing.settlementReadUnits * prices.dynamoDbReadUnit +
      ((runs * standing.settlementLogKb) / 1e6) * prices.logGb,
    requests: requests * (prices.httpApiRequest + (perPurchase.answerKbPerRequest / 1e6) * prices.egressGb),
    compute: requests * (prices.lambdaRequest + perPurchase.secondsPerRequest * prices.lambdaGbSecondArm),
    ledgers:
      purchases * perPurchase.writeUnits * prices.dynamoDbWriteUnit +
      purchases * perPurchase.readUnits * prices.dynamoDbReadUnit +
      storedGb * (prices.dynamoDbGbMonth + prices.dynamoDbBackupGbMonth),
    observability: logGb * (prices.logGb + 3 * prices.logGbMonth) + requests * perPurchase.tracedShare * prices.trace,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
