import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { monthlyCost, perPurchase, standing } from '../../infra/cost.ts';
import { type Json, synthesize } from './synthesized.ts';

const guide = readFileSync(new URL('../../docs/platform.md', import.meta.url), 'utf8');
const dollars = (amount: number) => amount.toFixed(2);

describe('what a stage costs', () => {
  it.each([0, 1e5, 1e7])('for %i purchases a month is what the platform guide says', (purchases) => {
    const cost = monthlyCost(purchases);
    const parts = [cost.standing, cost.requests, cost.compute, cost.ledgers, cost.observability].map(dollars);
    const shown = { 0: '0', 100000: '10⁵', 10000000: '10⁷' }[purchases];
    expect(guide).toContain(`| ${shown} | ${parts.join(' | ')} | **${dollars(cost.total)}** |`);
  });

  it('is counted from what is there', () => {
    const { service } = synthesize('test');
    const looksAt = ({ Metrics }: Json) => Metrics?.filter(({ MetricStat }: Json) => MetricStat).length ?? 1;
    const alarms = service.properties('AWS::CloudWatch::Alarm').map(looksAt);
    expect(alarms.reduce((sum, count) => sum + count, 0)).toBe(standing.alarmMetrics);
    expect(service.all('AWS::CloudWatch::CompositeAlarm')).toHaveLength(standing.compositeAlarms);
    expect(service.all('AWS::CloudWatch::Dashboard')).toHaveLength(standing.dashboards);
  });

  it('grows with purchases and has no other terms', () => {
    const [none, one, two] = [0, 1e6, 2e6].map((purchases) => monthlyCost(purchases).total) as [number, number, number];
    expect(two - one).toBeCloseTo(one - none);
    expect(one).toBeGreaterThan(none);
  });

  it('rests on assumptions that the guide names', () => {
    for (const value of [perPurchase.requests, perPurchase.writeUnits, perPurchase.readUnits, standing.alarmMetrics]) {
      expect(guide).toContain(String(value));
    }
  });
});

describe('the platform guide', () => {
  it.each(['test', 'production'])('says of every type of resource in %s why it is there', (stage) => {
    const { state, service } = synthesize(stage);
    const resources = [...Object.values(state.json.Resources), ...Object.values(service.json.Resources)] as Json[];
    const untold = [...new Set(resources.map(({ Type }) => Type))].filter((type) => !guide.includes(`\`${type}\``));
    expect(untold).toEqual([]);
  });
});
