import { GRAINS, parsePeriod, seriesKey } from "@milepost/contracts";
import type { EventOfType, Judgement } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

type ObservationEvent =
  | EventOfType<"milepost.observation.recorded.v1">
  | EventOfType<"milepost.observation.retracted.v1">;

/**
 * The row of an observation event, counted or not; throws a RangeError when nobody judged its period and it is none, or
 * when the table would silently hold another date or version than the event says.
 */
export function observationRows({ event, record }: Placed<ObservationEvent>): readonly Row[] {
  const { data } = event;
  const judged = data.judged ?? judgeByLabel(data.period);
  refuseOutOfRange(judged);
  const recorded = recordedAt(event);
  const extensions = event as unknown as Readonly<Record<string, unknown>>;
  const isRecorded = event.type === "milepost.observation.recorded.v1";
  const value = isRecorded ? event.data : undefined;
  return [
    row("observation_events", {
      kpi: data.kpi,
      series: seriesKey(data.series),
      grain: judged.grain,
      period_start: judged.periodStart,
      period_end: judged.periodEnd,
      period_label: data.period,
      period_ends_at:
        judged.periodEndsAt === undefined ? midnightAfter(judged.periodEnd) : utc(judged.periodEndsAt),
      kind: data.kind,
      source: event.source,
      id: event.id,
      event_type: isRecorded ? "recorded" : "retracted",
      value: value?.value ?? null,
      numerator: value?.numerator ?? null,
      denominator: value?.denominator ?? null,
      unit: value?.unit ?? null,
      kpi_version: judged.kpiVersion,
      completeness: value?.completeness ?? "unknown",
      time: utc(event.time),
      known_at: data.knownAt === undefined ? recorded : utc(data.knownAt),
      stated_known_at: data.knownAt === undefined ? null : utc(data.knownAt),
      recorded_at: recorded,
      plan_source: judged.seriesSource,
      actor: event.actor ?? "",
      run_id: typeof extensions["runid"] === "string" ? extensions["runid"] : null,
      source_line: lineNumber(extensions["sourceline"]),
      ...lineage(record),
    }),
  ];
}

/** What `Date32` and `UInt32` hold; ClickHouse cuts off or wraps around what lies outside. */
const EARLIEST_DATE = "1900-01-01";
const LATEST_DATE = "2299-12-31";
const GREATEST_VERSION: number = 2 ** 32 - 1;

function refuseOutOfRange({ periodStart, periodEnd, kpiVersion }: Judgement): void {
  if (periodStart < EARLIEST_DATE || periodEnd > LATEST_DATE) {
    throw new RangeError(`data.period: ${periodStart} to ${periodEnd} is outside what tables hold`);
  }
  if (kpiVersion > GREATEST_VERSION) throw new RangeError("data.judged.kpiVersion: too great");
}

function lineNumber(value: unknown): number | null {
  const line = Number(value);
  return value !== undefined && Number.isSafeInteger(line) && line > 0 ? line : null;
}

const DAY_MS = 86_400_000;
const midnights = new Map<string, string>();
const MIDNIGHTS_MAX = 10_000;

/** Midnight UTC after a local date: a batch asks for few different ones, again and again. */
function midnightAfter(date: string): string {
  const known = midnights.get(date);
  if (known !== undefined) return known;
  const midnight = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString();
  if (midnights.size >= MIDNIGHTS_MAX) midnights.clear();
  midnights.set(date, midnight);
  return midnight;
}

/** An event that no ingest judged still says its grain by the form of its label. */
function judgeByLabel(label: string): Judgement {
  for (const grain of GRAINS) {
    const period = parsePeriod(label, grain);
    if (period === undefined) continue;
    return {
      rules: "label",
      kpiVersion: 1,
      grain,
      periodStart: period.start,
      periodEnd: period.end,
      seriesSource: "",
    };
  }
  throw new RangeError(`data.period: "${label}" is no period of any grain`);
}
