import type { Dice } from "../random.ts";
import { PLANNED_SOURCE, runKpis } from "./plan.ts";

/** An observation event as a client posts it. */
export interface PostedEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: "milepost.observation.recorded.v1" | "milepost.observation.retracted.v1";
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly kpi: string;
    readonly series?: Readonly<Record<string, string>>;
    readonly period: string;
    readonly kind: string;
  };
}

const SOURCE = "//chaos/a";
const FIRST_MINUTE = Date.parse("2026-01-10T06:00:00Z");
const MINUTE_MS = 60_000;
const MINUTES = 40;
const MONTHS = 12;
const PLANTS = ["ulm", "bonn", "kiel"] as const;

/** What may happen to a value of a source, and how often among a hundred events. */
const EVENTS = {
  recorded: 40,
  corrected: 15,
  late: 8,
  retracted: 10,
  restated: 8,
  duplicate: 10,
  "other payload": 5,
  "other source": 4,
} as const;
type Happening = keyof typeof EVENTS;
const HAPPENINGS: readonly Happening[] = (Object.keys(EVENTS) as Happening[]).flatMap((one) =>
  Array.from({ length: EVENTS[one] }, () => one),
);

/**
 * Gives the events of a run one by one, as a client posts them: recorded, corrected, retracted, restated, late,
 * conflicting, out of order, and some of them twice. The same seed gives the same ones.
 */
export function observationLoad(run: string, dice: Dice): () => PostedEvent {
  const posted: PostedEvent[] = [];
  return () => {
    const event = nextEvent({ run, number: posted.length, posted }, dice);
    posted.push(event);
    return event;
  };
}

interface SoFar {
  readonly run: string;
  readonly number: number;
  readonly posted: readonly PostedEvent[];
}

function nextEvent({ run, number, posted }: SoFar, dice: Dice): PostedEvent {
  const happening = dice.pick(HAPPENINGS);
  const id = `${run}-${number}`;
  const earlier = posted.length === 0 ? undefined : dice.pick(posted);
  if (earlier === undefined || happening === "recorded") return recorded(run, id, dice);
  switch (happening) {
    case "duplicate":
      return earlier;
    case "other payload":
      return { ...withValue(earlier, dice), id: earlier.id };
    case "other source":
      return { ...withValue(earlier, dice), id, source: earlier.source === SOURCE ? PLANNED_SOURCE : SOURCE };
    case "corrected":
      return { ...withValue(earlier, dice), id, time: minute(dice.roll(MINUTES)) };
    case "late":
      return { ...withValue(earlier, dice), id, time: minute(0) };
    case "restated":
      return { ...withValue(earlier, dice, minute(MINUTES)), id, time: minute(MINUTES + dice.roll(MINUTES)) };
    case "retracted":
      return retracted(earlier, id, dice);
  }
}

function recorded(run: string, id: string, dice: Dice): PostedEvent {
  const kpis = runKpis(run);
  const kpi = dice.pick(Object.values(kpis));
  const isDelivery = kpi === kpis.delivery;
  const kind = kpi === kpis.repairs && dice.chance(0.4) ? "planned" : "actual";
  const event: PostedEvent = {
    specversion: "1.0",
    id,
    source: kpi === kpis.repairs && dice.chance(0.85) ? PLANNED_SOURCE : SOURCE,
    type: "milepost.observation.recorded.v1",
    time: minute(dice.roll(MINUTES)),
    data: { kpi, ...(isDelivery ? { series: { plant: dice.pick(PLANTS) } } : {}), period: month(dice), kind },
  };
  return withValue(event, dice);
}

function withValue(event: PostedEvent, dice: Dice, knownAt?: string): PostedEvent {
  const { kpi, series, period, kind } = event.data;
  const known = knownAt ?? (dice.chance(0.7) ? minute(dice.roll(MINUTES)) : undefined);
  return {
    ...event,
    type: "milepost.observation.recorded.v1",
    data: {
      kpi,
      ...(series === undefined ? {} : { series }),
      period,
      kind,
      ...figures(series !== undefined, dice),
      completeness: dice.pick(["complete", "complete", "partial"]),
      ...(known === undefined ? {} : { knownAt: known }),
    },
  };
}

/** Ratios with their parts, so that the total of all plants can be derived. */
function figures(isRatio: boolean, dice: Dice): Readonly<Record<string, string>> {
  if (!isRatio) return { value: String((dice.roll(12_000) - 1_000) / 100) };
  const numerator = dice.roll(33) * 4;
  return { value: String(numerator / 128), numerator: String(numerator), denominator: "128" };
}

function retracted(event: PostedEvent, id: string, dice: Dice): PostedEvent {
  const { kpi, series, period, kind } = event.data;
  return {
    ...event,
    id,
    type: "milepost.observation.retracted.v1",
    time: minute(dice.roll(MINUTES)),
    data: { kpi, ...(series === undefined ? {} : { series }), period, kind },
  };
}

function minute(minutes: number): string {
  return new Date(FIRST_MINUTE + minutes * MINUTE_MS).toISOString();
}

function month(dice: Dice): string {
  return `2025-${String(1 + dice.roll(MONTHS)).padStart(2, "0")}`;
}
