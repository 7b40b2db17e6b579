import { foldSource, parsePeriod, periodBeginsAt, periodEndsAt, plainDecimal } from "@milepost/contracts";
import type { Completeness, EventOfType, Position } from "@milepost/contracts";
import type { Folded, FoldPlace } from "@milepost/plan";
import type { FoldedReadingRow } from "@milepost/store/queries/folded-readings";
import type { BegunFold } from "./begin-fold.ts";
import { covers, foldedEventId } from "./fold-identity.ts";
import type { FoldIds, FoldName } from "./fold-identity.ts";

type Observation =
  | EventOfType<"milepost.observation.recorded.v1">
  | EventOfType<"milepost.observation.retracted.v1">;

/** A place, what its rows come to, and what was said of it before. */
export interface FoldedPlace {
  readonly place: FoldPlace;
  readonly folded: Folded;
  /** Behind the last record that touched it. */
  readonly touchedBehind: Position;
  /** Whether it had rows once. */
  readonly hadRows: boolean;
  readonly said: FoldedReadingRow | undefined;
}

export interface FoldedEventContext {
  readonly begun: BegunFold;
  readonly name: FoldName;
  readonly fold: string;
  readonly ids: FoldIds;
}

type Saying =
  | {
      readonly type: "recorded";
      readonly value: string;
      readonly numerator?: string;
      readonly denominator?: string;
      readonly completeness: Completeness;
    }
  | { readonly type: "retracted"; readonly reason: string };

/**
 * The observation that a place needs; undefined when it says so already. What was said before a record touched the
 * place is said again even where the value is the same: a fold that was taken for dead may yet say in between what held
 * in between, and the greater time has to be the newer rows'.
 */
export function foldedEvent(of: FoldedPlace, context: FoldedEventContext): Observation | undefined {
  const { begun, name, fold, ids } = context;
  const saying = sayingOf(of, begun);
  if (saying === undefined) return undefined;
  const position = of.said === undefined ? undefined : ids.positionOf(of.said.run_id, name.definition);
  if (position !== undefined && covers(position, of.touchedBehind) && saysSo(of.said, saying))
    return undefined;
  const { type, ...content } = saying;
  const { place } = of;
  const event = {
    specversion: "1.0",
    id: foldedEventId(name, fold, [place.period, place.series, saying]),
    source: foldSource(name.kpi),
    type: `milepost.observation.${type}.v1`,
    time: new Date(name.at).toISOString(),
    actor: `fold:${name.kpi}`,
    data: { kpi: name.kpi, series: { ...place.series }, period: place.period, kind: "actual", ...content },
  };
  return event as Observation;
}

/** Undefined: the period has not begun, and has no actual value yet. */
function sayingOf({ place, folded, hadRows }: FoldedPlace, { rule, now }: BegunFold): Saying | undefined {
  const period = parsePeriod(place.period, rule.definition.grain);
  if (period === undefined || periodBeginsAt(period, rule.timeZone) > now) return undefined;
  const completeness = periodEndsAt(period, rule.timeZone) <= now ? "complete" : "partial";
  switch (folded.kind) {
    case "value": {
      const { kind: _kind, ...parts } = folded;
      return { type: "recorded", ...parts, completeness };
    }
    case "unknown": {
      const { key, trouble } = folded;
      const row = key === null ? "" : `row "${key}", field "${trouble.field}": `;
      return { type: "retracted", reason: `${row}${trouble.message}`.slice(0, MAX_REASON_CHARACTERS) };
    }
    case "empty":
      return hadRows && rule.binding.empty === "zero-if-proven"
        ? { type: "recorded", value: "0", completeness }
        : { type: "retracted", reason: "no row of this period is left" };
  }
}

const MAX_REASON_CHARACTERS = 500;

function saysSo(said: FoldedReadingRow | undefined, saying: Saying): boolean {
  if (said?.event_type !== saying.type) return false;
  if (saying.type === "retracted") return true;
  return (
    same(said.value, saying.value) &&
    same(said.numerator, saying.numerator) &&
    same(said.denominator, saying.denominator) &&
    said.completeness === saying.completeness
  );
}

function same(said: string | null, saying: string | undefined): boolean {
  return said === null ? saying === undefined : plainDecimal(said) === saying;
}
