import type { Machine } from './machine.ts';

/** One table, as text in cells. The first column names, the others count. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface ChartFrame {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
}

/** Bars, each with the quarter of its measurements below and above, where there are such. */
export interface BarChart extends ChartFrame {
  readonly kind: 'bars';
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly from?: number;
    readonly to?: number;
  }[];
  /** A value that is aimed at. */
  readonly mark?: { readonly label: string; readonly value: number };
}

/** Lines over a logarithmic axis. */
export interface LineChart extends ChartFrame {
  readonly kind: 'lines';
  readonly xLabel: string;
  readonly x: readonly number[];
  readonly lines: readonly { readonly label: string; readonly values: readonly number[] }[];
}

/** What was aimed at, and what came of it. No aim makes a run fail. */
export interface Target {
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** What one part of the benchmark found. */
export interface Section {
  readonly title: string;
  readonly text: readonly string[];
  readonly tables: readonly Table[];
  readonly charts: readonly (BarChart | LineChart)[];
  readonly targets: readonly Target[];
  /** All figures, for the JSON file. */
  readonly figures: unknown;
}

/** One run of the benchmark. */
export interface Run extends Machine {
  readonly loadAfter: number;
  readonly minutes: number;
  readonly sections: readonly Section[];
}
