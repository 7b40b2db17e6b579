import type { Grain, ObservationKind, RowProblem } from "@milepost/contracts";

/** What a connector needs to know of a KPI of the plan. */
export interface KnownKpi {
  readonly id: string;
  readonly grain: Grain;
  readonly timeZone: string;
  readonly dimensions: readonly string[];
  /** ISO 8601 duration from a period's end to its publication. */
  readonly publicationLag: string;
}

/** The KPIs that a connector may feed. */
export interface KpiCatalog {
  find(id: string): KnownKpi | undefined;
  /** Known ids that look like a mistyped one. */
  nearest(id: string): readonly string[];
}

/** Which value of the source a reading stands for. */
export interface ReadingKey {
  readonly kpi: string;
  readonly series: Readonly<Record<string, string>>;
  /** Label of the period, on the KPI's grain. */
  readonly period: string;
  readonly kind: ObservationKind;
}

/** Where in the source something stands. */
export interface SourcePlace {
  readonly line: number;
  readonly column: string;
}

/** One value that was read from a source. */
export interface Reading extends ReadingKey, SourcePlace {
  /** A decimal, plainly written. */
  readonly value: string;
  /** When the period's value was published, epoch milliseconds; null: it is known when it is read. */
  readonly publishedAt: number | null;
}

/** A value that the source leaves empty: unknown, not 0. */
export type Blank = ReadingKey & SourcePlace;

/** One batch of a pull; counts are this batch's own. */
export interface PulledBatch {
  readonly readings: readonly Reading[];
  readonly blanks: readonly Blank[];
  /** Rows that could not be taken; `problemCount` counts those beyond the limit as well. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly rowsRead: number;
  /** Rows whose period is not published yet. */
  readonly notYetPublished: number;
}

export interface PullContext {
  /** The deployment's clock when the pull began, epoch milliseconds. */
  readonly now: number;
  readonly catalog: KpiCatalog;
  readonly signal: AbortSignal;
}

/** One thing that `check` looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}

/** A field that the source offers. */
export interface DiscoveredField {
  readonly name: string;
  readonly type: "number" | "date" | "text" | "empty";
  /** Empty among the rows looked at. */
  readonly empty: number;
  readonly sample: string | null;
  /** What the connector's definition uses the field for. */
  readonly usedAs: "kpi" | "period" | "dimension" | "measure" | null;
}

export interface Discovery {
  readonly rowsLookedAt: number;
  readonly fields: readonly DiscoveredField[];
}

/** What a kind of connector is. */
export interface ConnectorSpec {
  readonly kind: string;
  readonly title: string;
  /** What it promises about completeness, in one sentence. */
  readonly promise: string;
}

/** A configured connection to one source. Failures are `MilepostError`s of code `connector_config` or a retryable one. */
export interface SourceConnector {
  readonly spec: ConnectorSpec;
  /** Looks whether a pull could work; changes nothing. */
  check(context: PullContext): Promise<readonly Check[]>;
  /** What the source offers. */
  discover(context: PullContext): Promise<Discovery>;
  /** Reads the source in batches; a source that cannot be read as a whole fails before the first batch. */
  pull(context: PullContext): AsyncIterable<PulledBatch>;
}

/** Problems that a run reports one by one; the rest is only counted. */
export const MAX_REPORTED_PROBLEMS = 1_000;

/** Longest message of a problem: a run's problems are one event. */
export const MAX_MESSAGE_CHARACTERS = 300;
