import { expect } from 'vitest';
import { metricNamespace, metricUnits } from '../../shared/observability/metrics.ts';

/**
 * The values in the lines that are in CloudWatch's embedded metric format, each line checked: CloudWatch drops one whose
 * directive names what is not there as a number, and makes no metric of what the directive does not name.
 */
export function metricsIn(lines: readonly string[]): Record<string, number>[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter((line) => '_aws' in line)
    .map((line) => {
      const { _aws, Function: functionName, ...values } = line;
      expect(functionName).toMatch(/^[\w-]+$/);
      expect(Number.isInteger(_aws.Timestamp)).toBe(true);
      const [directive] = _aws.CloudWatchMetrics;
      expect(directive).toMatchObject({ Namespace: metricNamespace, Dimensions: [['Function']] });
      const named = directive.Metrics.map((metric: { Name: string }) => metric.Name);
      expect(named.length).toBeGreaterThan(0);
      expect(Object.keys(values).sort()).toEqual(named.toSorted());
      for (const { Name, Unit } of directive.Metrics) {
        expect(metricUnits).toHaveProperty(Name, Unit);
        expect(Number.isFinite(values[Name])).toBe(true);
      }
      return values;
    });
}

/** The log lines with this message. */
export function linesOf(lines: readonly string[], message: string): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line)).filter((line) => line.message === message);
}
