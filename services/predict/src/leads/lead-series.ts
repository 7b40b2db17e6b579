import {
  addDuration,
  lastCompletePeriod,
  parsePeriod,
  periodEndsAt,
  periodsBetween,
  shiftPeriod,
} from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import type { KnownSeries, Reading } from "../series-reading.ts";
import type { LeadLink, LinkEnd } from "./lead-links.ts";

/** Newest periods that a test looks at. */
const MOST_PERIODS = 520;
/** Periods that a publication lag may hold back. */
const MOST_HELD_BACK = 4_000;

/** The values of a link's two ends, period by period. */
export interface LeadSeries {
  readonly lead: Float64Array;
  readonly follower: Float64Array;
  /** The periods of the values: none before either end is known, or after. */
  readonly periods: readonly Period[];
  /** Since when all of it could be known, in epoch milliseconds; minus infinity: there is nothing. */
  readonly knownAt: number;
}

const NOTHING: LeadSeries = {
  lead: new Float64Array(0),
  follower: new Float64Array(0),
  periods: [],
  knownAt: Number.NEGATIVE_INFINITY,
};

/** What is known of a link's two ends in complete periods, from the first to the last in which both are known. */
export function leadSeries({ lead, follower }: LeadLink, reading: Reading, asOf: number): LeadSeries {
  const { grain } = lead.base;
  if (grain !== follower.base.grain) return NOTHING;
  const [earlier, later] = [reading.seriesOf(lead.baseId, ""), reading.seriesOf(follower.baseId, "")];
  const isKnown = (label: string): boolean => isActual(earlier, label) && isActual(later, label);
  const last = [lead, follower]
    .map((end) => lastKnowable(end, asOf))
    .reduce((one, other) => (one.start < other.start ? one : other));
  const known = [...earlier.keys()]
    .flatMap((label) => (isKnown(label) ? (parsePeriod(label, grain) ?? []) : []))
    .filter(({ start }) => start <= last.start)
    .toSorted((one, other) => (one.start < other.start ? -1 : 1));
  const [first, end] = [known[0], known.at(-1)];
  if (first === undefined || end === undefined) return NOTHING;
  const periods = periodsBetween(first, end).slice(-MOST_PERIODS);
  const valuesOf = (series: KnownSeries): Float64Array =>
    Float64Array.from(periods, ({ label }) => series.get(label)?.actual ?? Number.NaN);
  const instants = [lead, follower].flatMap((one, index) => {
    const series = index === 0 ? earlier : later;
    return [
      knowableAt(one, end),
      ...periods.map(({ label }) => series.get(label)?.actualKnownAt ?? Number.NEGATIVE_INFINITY),
    ];
  });
  const knownAt = instants.reduce((one, other) => Math.max(one, other));
  return { lead: valuesOf(earlier), follower: valuesOf(later), periods, knownAt };
}

/** Where one end of a link stood last, of its complete periods that can be known; undefined: nothing is known. */
export function lastLevel(end: LinkEnd, reading: Reading, asOf: number): number | undefined {
  const { start } = lastKnowable(end, asOf);
  const series = reading.seriesOf(end.baseId, "");
  const [newest] = [...series.keys()]
    .filter((label) => isActual(series, label))
    .flatMap((label) => parsePeriod(label, end.base.grain) ?? [])
    .filter((period) => period.start <= start)
    .toSorted((one, other) => (one.start < other.start ? 1 : -1));
  return series.get(newest?.label ?? "")?.actual ?? undefined;
}

function isActual(series: KnownSeries, label: string): boolean {
  return Number.isFinite(series.get(label)?.actual ?? Number.NaN);
}

function lastKnowable(end: LinkEnd, asOf: number): Period {
  let period = lastCompletePeriod(asOf, end.base.grain, end.timeZone);
  for (let back = 0; back < MOST_HELD_BACK && knowableAt(end, period) > asOf; back += 1) {
    period = shiftPeriod(period, -1);
  }
  return period;
}

function knowableAt({ base, timeZone }: LinkEnd, period: Period): number {
  return addDuration(periodEndsAt(period, timeZone), base.publicationLag, timeZone);
}
