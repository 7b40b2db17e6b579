import { GROWTH_KPIS, valueOf } from "./growth-kpis.ts";
import type { GrowthKpi } from "./growth-kpis.ts";

const DAY_MS = 86_400_000;
/** Every so many of the values that arrive meanwhile corrects the last complete period; the others are of the running one. */
const CORRECTS_EVERY = 2;

/** Behind the KPI, ids of values that arrive while queries are measured go on with this. */
export const LIVE_PREFIX = "live-";

/** The deployment's values as lines of NDJSON, from the last complete month backwards, the newest month first. */
export function* historyLines(now: number): Generator<string> {
  const date = new Date(now);
  for (let back = 1; ; back += 1) {
    const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1);
    const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back + 1, 1);
    for (const kpi of MONTHLY) yield* monthLines(kpi, { first, next });
    for (let day = first; day < next; day += DAY_MS) {
      for (const kpi of DAILY)
        yield* valueLines(kpi, { period: dayLabel(day), number: day / DAY_MS, over: day + DAY_MS });
    }
  }
}

const MONTHLY = GROWTH_KPIS.filter(({ grain }) => grain === "month");
const DAILY = GROWTH_KPIS.filter(({ grain }) => grain === "day");

function* monthLines(
  kpi: GrowthKpi,
  { first, next }: { readonly first: number; readonly next: number },
): Generator<string> {
  const date = new Date(first);
  const number = date.getUTCFullYear() * 12 + date.getUTCMonth();
  yield* valueLines(kpi, { period: dayLabel(first).slice(0, 7), number, over: next });
}

interface PeriodOver {
  /** Its label. */
  readonly period: string;
  readonly number: number;
  /** When it was over, epoch milliseconds. */
  readonly over: number;
}

function* valueLines(kpi: GrowthKpi, { period, number, over }: PeriodOver): Generator<string> {
  const time = new Date(over).toISOString();
  for (const [index, member] of kpi.members.entries()) {
    const stamps = { time, knownAt: time, member, period };
    const value = kpi.runningOf === undefined ? valueOf(kpi, number, index) : toDate(kpi, number);
    yield line(kpi, { ...stamps, kind: "actual", value, id: `${period}-${member}` });
    if (kpi.runningOf !== undefined) {
      const planned = kpi.level * 0.9 * ((number % 12) + 1);
      yield line(kpi, { ...stamps, kind: "planned", value: planned, id: `${period}-planned` });
    }
  }
}

/** The sum of a year's months up to one of them. */
function toDate(kpi: GrowthKpi, month: number): number {
  let sum = 0;
  const monthly = { ...kpi, behaviour: "flow" } as const;
  for (let number = month - (month % 12); number <= month; number += 1) sum += valueOf(monthly, number, 0);
  return sum;
}

/** Values that arrive now, at random over all KPIs: of the running period, or corrections of the last complete one. */
export function liveLines(from: number, count: number, now: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => liveLine(from + index, now));
}

function liveLine(number: number, now: number): string {
  const kpi = GROWTH_KPIS[scattered(number) % GROWTH_KPIS.length] as GrowthKpi;
  const index = number % kpi.members.length;
  const back = number % CORRECTS_EVERY === 0 ? 1 : 0;
  return line(kpi, {
    period: periodBefore(kpi, now, back),
    member: kpi.members[index] ?? "",
    kind: "actual",
    value: valueOf(kpi, number, index),
    id: `${LIVE_PREFIX}${now}-${number}`,
    time: new Date(now).toISOString(),
  });
}

/** The label of a KPI's running period, or of one as many periods before. */
function periodBefore({ grain }: GrowthKpi, now: number, back: number): string {
  if (grain === "day") return dayLabel(now - back * DAY_MS);
  const date = new Date(now);
  return dayLabel(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1)).slice(0, 7);
}

/** The label of the last period of a KPI that the history holds. */
export function lastInHistory({ grain }: GrowthKpi, now: number): string {
  const date = new Date(now);
  const last = dayLabel(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 0));
  return grain === "day" ? last : last.slice(0, 7);
}

function dayLabel(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Spreads consecutive numbers over a large range, always in the same way. */
export function scattered(number: number): number {
  return (Math.imul(number + 1, 2_654_435_761) >>> 0) % 1_000_003;
}

interface Value {
  readonly period: string;
  readonly member: string;
  readonly kind: "actual" | "planned";
  readonly value: number;
  readonly id: string;
  readonly time: string;
  readonly knownAt?: string;
}

const DENOMINATOR = 1000;

function line(kpi: GrowthKpi, { period, member, kind, value, id, time, knownAt }: Value): string {
  const isRatio = kpi.behaviour === "ratio";
  const share = Math.round(value * DENOMINATOR);
  return JSON.stringify({
    specversion: "1.0",
    id: `${kpi.id}-${id}`,
    source: "//bench/growth",
    type: "milepost.observation.recorded.v1",
    time,
    data: {
      kpi: kpi.id,
      series: member === "" ? {} : { site: member },
      period,
      kind,
      value: String(isRatio ? share / DENOMINATOR : Number(value.toFixed(3))),
      ...(isRatio && { numerator: String(share), denominator: String(DENOMINATOR) }),
      completeness: "complete",
      knownAt,
    },
  });
}
