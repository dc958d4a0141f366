/** Every metric there is, with its CloudWatch unit. */
export const metricUnits = {
  PurchaseBegun: 'Count',
  PurchaseSucceeded: 'Count',
  PurchaseRefused: 'Count',
  PurchaseNotDone: 'Count',
  PurchaseUnknown: 'Count',
  PurchaseNotCompleted: 'Count',
  PurchaseInReview: 'Count',
  PurchaseLateSuccess: 'Count',
  PurchaseAlarm: 'Count',
  TimeToSettle: 'Milliseconds',
  UndecidedAge: 'Milliseconds',
  ReviewAge: 'Milliseconds',
  GigsDuration: 'Milliseconds',
  GigsFailed: 'Count',
  GigsRefusedService: 'Count',
  GigsKeyUnavailable: 'Count',
  GigsKeyAge: 'Milliseconds',
  GigsKeyTimeLeft: 'Milliseconds',
  GigsItemsMalformed: 'Count',
  AddonWithoutPrice: 'Count',
  LedgerUnavailable: 'Count',
  OwnershipRefused: 'Count',
  UnexpectedError: 'Count',
  SettlementRun: 'Count',
  SettlementLedgerFailed: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds'>;

export type MetricName = keyof typeof metricUnits;
export type Metrics = (values: Partial<Record<MetricName, number>>) => void;

export const metricNamespace = 'GigsTopUps';

/**
 * Metrics in CloudWatch's embedded format: one line of JSON on standard output for each set of values, of which
 * CloudWatch makes metrics without a call. The function's name is the only dimension.
 */
export function createMetrics(write: (line: string) => void, now: () => number, functionName: string): Metrics {
  return (values) => {
    const names = Object.keys(values) as MetricName[];
    const definitions = names.map((name) => ({ Name: name, Unit: metricUnits[name] }));
    const directive = { Namespace: metricNamespace, Dimensions: [['Function']], Metrics: definitions };
    write(
      JSON.stringify({
        _aws: { Timestamp: now(), CloudWatchMetrics: [directive] },
        Function: functionName,
        ...values,
      }),
    );
  };
}
