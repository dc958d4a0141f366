import {
  Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmSpec, atLeast, silenceIsGood } from '../alarms/alarm.ts';
import { budgetAlarms } from '../alarms/error-budget.ts';
import { functionAlarms } from '../alarms/functions.ts';
import { gigsAlarms } from '../alarms/gigs.ts';
import { ledgerAlarms } from '../alarms/ledger.ts';
import { purchaseAlarms } from '../alarms/purchases.ts';
import { requestAlarms } from '../alarms/requests.ts';
import type { Sources } from '../alarms/sources.ts';

export interface AlarmSetProps {
  /** Begins the name of every alarm. */
  readonly prefix: string;
  readonly sources: Sources;
  /** Who is told, also when it is over. */
  readonly action: IAlarmAction;
}

/** Any of these, and nobody can buy. */
const nobodyCanBuy = ['buying-fails', 'gigs-refuses-api', 'gigs-key-not-set-settlement', 'ledger-unavailable'];

/** All alarms of a stage. */
export class AlarmSet extends Construct {
  readonly #alarms = new Map<string, IAlarm>();

  constructor(scope: Construct, id: string, { prefix, sources, action }: AlarmSetProps) {
    super(scope, id);
    const told = [requestAlarms, functionAlarms, purchaseAlarms, gigsAlarms, ledgerAlarms].flatMap((of) => of(sources));
    for (const spec of told) tell(this.metricAlarm(prefix, spec), action);
    for (const { both, ...burn } of budgetAlarms(sources)) {
      const rule = AlarmRule.allOf(...both.map((spec) => whileRinging(this.metricAlarm(prefix, spec))));
      tell(this.composite(prefix, burn, rule), action);
    }
    const cannotBuy = {
      id: 'nobody-can-buy',
      runbook: 'nobody-can-buy',
      severity: 'page' as const,
      notices: 'Nobody can buy anything',
    };
    const rule = AlarmRule.anyOf(...this.named(nobodyCanBuy).map(whileRinging));
    tell(this.composite(prefix, cannotBuy, rule), action);
  }

  /** Alarms by their ids. */
  named(ids: readonly string[]): IAlarm[] {
    return ids.map((id) => {
      const alarm = this.#alarms.get(id);
      if (!alarm) throw new Error(`There is no alarm ${id}`);
      return alarm;
    });
  }

  get all(): IAlarm[] {
    return [...this.#alarms.values()];
  }

  private metricAlarm(prefix: string, spec: AlarmSpec): Alarm {
    const { datapoints = 1, of = 1, comparison = atLeast, missing = silenceIsGood } = spec;
    const alarm = new Alarm(this, spec.id, {
      alarmName: `${prefix}-${spec.id}`,
      alarmDescription: describe(spec),
      metric: spec.metric,
      threshold: spec.threshold,
      comparisonOperator: comparison,
      datapointsToAlarm: datapoints,
      evaluationPeriods: of,
      treatMissingData: missing,
    });
    this.#alarms.set(spec.id, alarm);
    return alarm;
  }

  private composite(prefix: string, spec: Described, alarmRule: ReturnType<typeof AlarmRule.allOf>): CompositeAlarm {
    const alarm = new CompositeAlarm(this, spec.id, {
      compositeAlarmName: `${prefix}-${spec.id}`,
      alarmDescription: describe(spec),
      alarmRule,
    });
    this.#alarms.set(spec.id, alarm);
    return alarm;
  }
}

type Described = Pick<AlarmSpec, 'id' | 'runbook' | 'severity' | 'notices'>;

function describe({ severity, notices, runbook }: Described): string {
  return `${severity.toUpperCase()}: ${notices}. Runbook: docs/runbooks/${runbook}.md`;
}

function tell(alarm: Alarm | CompositeAlarm, action: IAlarmAction): void {
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}

function whileRinging(alarm: IAlarm) {
  return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
}
