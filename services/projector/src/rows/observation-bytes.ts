import type { RowBinaryWriter } from "@milepost/store/row-binary";
import type { LogRecord } from "@milepost/event-log";
import type { PlainObservation } from "./plain-observation.ts";

interface Origin {
  readonly record: LogRecord;
  /** Build of the tables that the row is for. */
  readonly build: number;
}

interface Written extends Origin {
  readonly to: RowBinaryWriter;
  readonly row: PlainObservation;
}

/** Each column of `observation_events` with how it is written: the same as `observationRows` says in JSON. */
const COLUMNS: readonly (readonly [column: string, write: (written: Written) => void])[] = [
  ["kpi", ({ to, row }) => to.text(row.kpi)],
  ["series", ({ to, row }) => to.text(row.series)],
  ["grain", ({ to, row }) => to.text(row.grain)],
  ["period_start", ({ to, row }) => to.days(row.periodStart)],
  ["period_end", ({ to, row }) => to.days(row.periodEnd)],
  ["period_label", ({ to, row }) => to.text(row.periodLabel)],
  ["period_ends_at", ({ to, row }) => to.milliseconds(row.periodEndsAt)],
  ["kind", ({ to, row }) => to.text(row.kind)],
  ["source", ({ to, row }) => to.text(row.source)],
  ["id", ({ to, row }) => to.text(row.id)],
  ["event_type", ({ to }) => to.text("recorded")],
  ["value", ({ to, row }) => decimal(to, row.value)],
  ["numerator", ({ to, row }) => decimal(to, row.numerator)],
  ["denominator", ({ to, row }) => decimal(to, row.denominator)],
  ["unit", ({ to, row }) => maybe(to, row.unit, to.text)],
  ["kpi_version", ({ to, row }) => to.uint32(row.kpiVersion)],
  ["completeness", ({ to, row }) => to.text(row.completeness)],
  ["time", ({ to, row }) => to.milliseconds(row.time)],
  ["known_at", ({ to, row }) => to.milliseconds(row.statedKnownAt ?? row.recordedAt)],
  ["stated_known_at", ({ to, row }) => maybe(to, row.statedKnownAt, to.milliseconds)],
  ["recorded_at", ({ to, row }) => to.milliseconds(row.recordedAt)],
  ["plan_source", ({ to, row }) => to.text(row.planSource)],
  ["actor", ({ to, row }) => to.text(row.actor)],
  ["run_id", ({ to, row }) => maybe(to, row.runId, to.text)],
  ["source_line", ({ to, row }) => maybe(to, row.sourceLine, to.uint64)],
  ["log_topic", ({ to, record }) => to.text(record.topic)],
  ["log_partition", ({ to, record }) => to.uint32(record.partition)],
  ["log_offset", ({ to, record }) => to.uint64(record.offset)],
  ["build", ({ to, build }) => to.uint32(build)],
];

/** The columns that `writeObservation` writes, in its order. */
export const OBSERVATION_COLUMNS: readonly string[] = COLUMNS.map(([column]) => column);

/** Writes the row of one observation. */
export function writeObservation(to: RowBinaryWriter, row: PlainObservation, origin: Origin): void {
  const written = { to, row, ...origin };
  for (const [, write] of COLUMNS) write(written);
}

function maybe<Value>(to: RowBinaryWriter, value: Value | undefined, write: (value: Value) => void): void {
  to.isNull(value === undefined);
  if (value !== undefined) write(value);
}

const DECIMAL_PLACES = 9;

/** A decimal of `Decimal(38, 9)`: its billionths. */
function decimal(to: RowBinaryWriter, text: string | undefined): void {
  to.isNull(text === undefined);
  if (text === undefined) return;
  const [whole = "", fraction = ""] = text.split(".");
  to.decimal(BigInt(whole + fraction.padEnd(DECIMAL_PLACES, "0")));
}
