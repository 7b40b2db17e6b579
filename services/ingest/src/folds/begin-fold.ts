import { randomUUID } from "node:crypto";
import { localDate, parsePeriod, periodContaining, periodsBetween } from "@milepost/contracts";
import type { EventOfType, FoldCompletedData, Period, Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { foldRuleOf } from "@milepost/plan";
import type { FoldRule } from "@milepost/plan";
import type { Clock, Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { KpiRules } from "../events/kpi-rules.ts";
import type { PlanReader } from "../plans/follow-plan.ts";
import { foldsNow, isFarAhead } from "./fold-clock.ts";
import { definitionOf } from "./fold-identity.ts";
import type { FoldMoment } from "./fold-identity.ts";
import type { FoldReader } from "./follow-folds.ts";

export interface BeginFoldParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly plan: Pick<PlanReader, "state" | "rules" | "caughtUp">;
  readonly folds: FoldReader;
  readonly logger: Logger;
}

/** A fold of a KPI that is about to compute. */
export interface BegunFold {
  readonly rule: FoldRule;
  readonly definition: string;
  /** The plan by which its observations are judged. */
  readonly rules: KpiRules;
  readonly moment: FoldMoment;
  /** Records below were folded by this definition; undefined: every period is computed. */
  readonly since: Position | undefined;
  /** What has begun and what is over is judged by this instant, epoch milliseconds. */
  readonly now: number;
  /** The KPI's period then. */
  readonly period: Period;
  /** Periods that ended or began since the last fold: what was no actual value then is one now, or is none any more. */
  readonly turned: ReadonlySet<string>;
}

/** While the plan changes under a fold's hands it begins again, so often at most. */
const MAX_TURNS = 20;

/**
 * Finds out what a fold has to compute. The moment is read before the plan, and a definition that was never folded gets
 * a moment of its own: so whoever folds at the same moment or a later one knows that definition, too.
 */
export async function beginFold(kpi: string, parts: BeginFoldParts): Promise<BegunFold | undefined> {
  const { log, clock, plan, folds } = parts;
  let announced: string | undefined;
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    await folds.caughtUp();
    const moment = folds.moment();
    await plan.caughtUp();
    const rule = foldRuleOf(plan.state(), kpi);
    if (rule === undefined) return undefined;
    const definition = definitionOf(rule);
    const done = folds.completed(kpi);
    const now = foldsNow(moment?.at ?? 0, clock.now());
    const period = periodAt(now, rule);
    const isKnown = done?.definition === definition && done.period === period.label;
    const asked = isKnown ? undefined : `${definition} ${period.label}`;
    if (moment !== undefined && (asked === undefined || asked === announced)) {
      return {
        rule,
        definition,
        rules: plan.rules(),
        moment,
        now,
        period,
        ...remaining(done, { definition, period }),
      };
    }
    await announceFold({ position: await log.end(["records"]), streams: [] }, parts);
    announced = asked;
  }
  throw new MilepostError("conflict", `The plan of "${kpi}" kept changing while its rows were folded`, {
    retryable: true,
  });
}

/** A fold of everything by a rule, whether or not it is in the plan: where nothing is appended, nobody need be told of it. */
export function wholeFold(rule: FoldRule, rules: KpiRules, moment: FoldMoment): BegunFold {
  const now = moment.at;
  const period = periodAt(now, rule);
  return {
    rule,
    definition: definitionOf(rule),
    rules,
    moment,
    now,
    period,
    since: undefined,
    turned: new Set(),
  };
}

/** Whether a KPI has anything to fold, by what is known here. */
export function isBehind(rule: FoldRule, { clock, folds }: Pick<BeginFoldParts, "clock" | "folds">): boolean {
  const done = folds.completed(rule.kpi);
  if (done === undefined || done.definition !== definitionOf(rule)) return true;
  const period = periodAt(foldsNow(Date.parse(done.at), clock.now()), rule);
  if (done.period !== period.label) return true;
  const news = Object.entries(folds.newsOf(rule.binding.stream));
  return news.some(([place, offset]) => (done.position[place] ?? 0) < offset);
}

/** Tells everybody that records below a position are about to be folded; resolves once this instance counts the moment. */
export async function announceFold(
  { position, streams }: { readonly position: Position; readonly streams: readonly string[] },
  { log, clock, folds, logger }: Pick<BeginFoldParts, "log" | "clock" | "folds" | "logger">,
): Promise<void> {
  const instant = clock.now();
  const now = new Date(instant).toISOString();
  const event = {
    specversion: "1.0" as const,
    id: randomUUID(),
    source: "//milepost/folds",
    type: "milepost.fold.started.v1" as const,
    time: now,
    actor: "folds",
    recordedtime: now,
    data: { position: { ...position }, streams: [...streams] },
  } satisfies EventOfType<"milepost.fold.started.v1">;
  await log.append([{ topic: "runs", key: "folds", event }]);
  await folds.caughtUp();
  const at = folds.moment()?.at ?? instant;
  if (!isFarAhead(at, instant)) return;
  const moment = new Date(at).toISOString();
  logger.warn(
    { moment, now },
    "rows were folded by a clock far ahead of this one: see that all clocks are right; until then observations of folds have a `time` that is to come",
  );
}

function periodAt(instant: number, { definition, timeZone }: FoldRule): Period {
  return periodContaining(localDate(instant, timeZone), definition.grain);
}

function remaining(
  done: FoldCompletedData | undefined,
  { definition, period }: { readonly definition: string; readonly period: Period },
): Pick<BegunFold, "since" | "turned"> {
  if (done?.definition !== definition) return { since: undefined, turned: new Set() };
  const last = parsePeriod(done.period, period.grain);
  // Back as well: a clock that was ahead has called periods over that are not.
  const turned =
    last === undefined || last.label === period.label
      ? []
      : [...periodsBetween(last, period), ...periodsBetween(period, last)].map(({ label }) => label);
  return { since: done.position, turned: new Set(turned) };
}
