/** Every metric there is, with its CloudWatch unit. */
export const metricUnits = {
  PurchaseBegun: 'Count',
  /** Each once, however it became known. */
  PurchaseSucceeded: 'Count',
  PurchaseRefused: 'Count',
  /** Begun, and nothing was sent: removed again. */
  PurchaseNotDone: 'Count',
  /** Sent without an outcome, or left behind by its worker. Over PurchaseBegun it is the rate of unknown outcomes. */
  PurchaseUnknown: 'Count',
  PurchaseNotCompleted: 'Count',
  /** A purchase waits for a person: within a minute of coming into review, and every 15 minutes. */
  PurchaseInReview: 'Count',
  /** Among PurchaseSucceeded: made, after somebody may have been told otherwise. */
  PurchaseLateSuccess: 'Count',
  PurchaseAlarm: 'Count',
  /** From the begin of a purchase whose outcome was unknown until it is known. */
  TimeToSettle: 'Milliseconds',
  /**
   * Since the oldest purchase began that has no outcome, those in review aside: a value in each settlement run, 0 where
   * there is none. So a missing value means that settlement does not run.
   */
  UndecidedAge: 'Milliseconds',
  /** The same of the oldest in review. */
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
