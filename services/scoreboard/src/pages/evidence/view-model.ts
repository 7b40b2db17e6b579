import { plainDecimal } from "@milepost/contracts";
import type { DerivedTotal, TotalMember } from "../../reading/derived-total.ts";
import type { ExplainedEvent } from "../../reading/explanation.ts";
import type { KpiFacts, Moment } from "../../reading/readings.ts";
import { instantText, periodText } from "../../words/dates.ts";
import { numberText, valueText } from "../../words/numbers.ts";

/** One log record that speaks of the number, in words. */
export interface EvidenceRow {
  readonly what: string;
  readonly value: string;
  readonly standing: string;
  readonly brought: string;
  readonly place: string;
  readonly known: string;
  readonly appended: string;
}

/** A member of a derived total, in words. */
export interface MemberRow {
  readonly series: string;
  readonly actual: string;
  readonly target: string;
}

export interface EvidenceView {
  readonly headline: string;
  /** Members of a derived total; null: it is none. */
  readonly members: readonly MemberRow[] | null;
  readonly rows: readonly EvidenceRow[];
}

export interface EvidenceInput {
  readonly kpi: KpiFacts;
  readonly period: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  /** Null: the number is not derived. */
  readonly total: DerivedTotal | null;
  readonly events: readonly ExplainedEvent[];
  readonly moment: Moment;
}

/** The way from a number to the records behind it, by what could be known at the moment. */
export function evidenceView({ kpi, period, series, total, events, moment }: EvidenceInput): EvidenceView {
  const known = events.filter(({ known_at }) => Date.parse(known_at) <= moment.instant);
  const current = known.findLast(({ kind, is_current }) => kind === "actual" && is_current)?.value ?? null;
  const reported = current === null ? null : Number(current);
  const value = total === null ? reported : total.actual;
  const name = [kpi.name, series, periodText(period)].filter((part) => part !== "").join(", ");
  return {
    headline: `${name}: ${value === null ? "unknown" : valueText(value, kpi.style)}`,
    members: total === null ? null : total.members.map((member) => memberRow(member, kpi)),
    rows: known.map((event) => {
      const row = evidenceRow(event, kpi, moment);
      return total === null ? row : { ...row, standing: "kept, and counts nowhere: the total is derived" };
    }),
  };
}

function memberRow(
  { series, actual, planned, numerator, denominator }: TotalMember,
  kpi: KpiFacts,
): MemberRow {
  const parts =
    numerator === null || denominator === null ? "" : ` (${partText(numerator)} of ${partText(denominator)})`;
  return {
    series,
    actual: actual === null ? "unknown" : `${valueText(actual, kpi.style)}${parts}`,
    target: planned === null ? "none" : valueText(planned, kpi.style),
  };
}

function partText(value: number): string {
  return numberText(value, Number.isInteger(value) ? 0 : PART_DECIMALS);
}

/** Parts have no style of their own. */
const PART_DECIMALS = 2;

function evidenceRow(event: ExplainedEvent, kpi: KpiFacts, { timeZone }: Moment): EvidenceRow {
  return {
    what: event.kind === "planned" ? "target" : event.kind,
    value: valueOf(event, kpi),
    standing: standingText(event),
    brought: broughtText(event),
    place: `${event.log_topic}, partition ${event.log_partition}, offset ${numberText(event.log_offset, 0)}`,
    known: instantText(Date.parse(event.known_at), timeZone),
    appended: instantText(Date.parse(event.recorded_at), timeZone),
  };
}

/** A value of another meaning is written as it stands in the log: this KPI's unit would make it another number. */
function valueOf({ value, other_meaning }: ExplainedEvent, { style }: KpiFacts): string {
  if (value === null) return "withdrawn";
  return other_meaning === null ? valueText(Number(value), style) : plainDecimal(value);
}

function standingText({ standing, is_current, other_meaning }: ExplainedEvent): string {
  switch (standing) {
    case "accepted":
      if (other_meaning !== null) return `does not count: of another definition, ${other_meaning}`;
      return is_current ? "● counts now" : "replaced since";
    case "duplicate":
      return "a repeat, without effect";
    case "other_payload":
      return "▼ kept apart: same id, other content";
    case "other_source":
      return "▼ kept apart: not the series' source";
  }
}

function broughtText(event: ExplainedEvent): string {
  const { connector, run_id, source_line, source, actor, fold_stream } = event;
  if (fold_stream !== null) return `rows of ${fold_stream}${foldedUpTo(event)}, fold ${run_id}`;
  if (run_id === null) return `pushed by ${actor} as ${source}`;
  const line = source_line === null ? "" : `, line ${numberText(source_line, 0)}`;
  return `${connector === null ? "" : `connector ${connector}, `}run ${run_id}${line}`;
}

/** The places in the log up to which rows were folded. */
function foldedUpTo({ fold_position }: ExplainedEvent): string {
  const position = JSON.parse(fold_position ?? "{}") as Readonly<Record<string, number>>;
  const places = Object.entries(position).map(([place, offset]) => `${place} offset ${offset}`);
  return places.length === 0 ? "" : ` before ${places.join(", ")}`;
}
