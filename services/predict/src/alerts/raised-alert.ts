import { createHash } from "node:crypto";
import type { Alerting, AlertRaisedData } from "@milepost/contracts";
import { isTwoSided, recentBreaks } from "@milepost/scoring";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import {
  aimText,
  breakText,
  chanceText,
  figureText,
  inPeriod,
  inPeriodBeside,
  periodText,
} from "./alert-words.ts";
import type { AlertPoint } from "./decide-alerts.ts";
import { aimedText, gapOf, goalFigureText } from "./goal-words.ts";

/** An alert about to be raised. */
export interface Raising {
  readonly measured: MeasuredGoal;
  readonly alerting: Alerting;
  /** Assessment of the period that completed the run; its chance is known. */
  readonly assessment: KnownAssessment;
  /** Assessments of the run, oldest first: one a period, the last one that of `assessment`. */
  readonly run: readonly KnownAssessment[];
  /** The chance one period before the run, and that period; null: there is none. */
  readonly before: AlertPoint | null;
  readonly backtest: boolean;
}

/** The rule that turns chances into a flag: below the plan's threshold in so many consecutive periods. */
const ALERT_RULE = { id: "chance-below-threshold", version: "2" } as const;
const LONGEST_GOAL = 100;
const MARK_LENGTH = 16;

/** Id of an alert: its goal (shortened with a mark of its own, where it is very long) and the period it was raised in. */
export function alertId(goal: string, period: string): string {
  const mark = (): string => createHash("sha256").update(goal).digest("hex").slice(0, MARK_LENGTH);
  const short = goal.length <= LONGEST_GOAL ? goal : `${goal.slice(0, LONGEST_GOAL - MARK_LENGTH)}-${mark()}`;
  return `${short}-${period.toLowerCase()}`;
}

/** The alert with all that a person needs to act on it. */
export function raisedAlert(raising: Raising): AlertRaisedData {
  const { measured, alerting, assessment, before, backtest } = raising;
  const { expectedEnd, low80, high80, target, period, pHit } = assessment;
  const gap = gapOf(expectedEnd, target, measured);
  const evidence = `/kpis/${measured.baseId}?goal=${measured.id}&asOf=${period}`;
  const words = { ...raising, pHit: pHit ?? 0, gap, evidence };
  return {
    alert: alertId(measured.id, period),
    goal: measured.id,
    kpi: measured.kpiId,
    owner: measured.goal.owner,
    asOf: new Date(assessment.asOf).toISOString(),
    period,
    backtest,
    pHit: pHit ?? 0,
    pHitBefore: before?.pHit ?? null,
    raiseBelow: alerting.raiseBelow,
    periods: raising.run.length,
    ...(assessment.reach === undefined ? {} : { reach: assessment.reach.share }),
    expectedEnd,
    low80,
    high80,
    target,
    gap,
    lastActionPeriod: assessment.lastActionPeriod,
    headline: headline(words),
    message: message(words),
    evidence,
    assessments: raising.run.map(({ id }) => id),
    model: assessment.model,
    modelVersion: assessment.modelVersion,
    inputsPosition: assessment.inputsPosition,
    rule: ALERT_RULE,
  };
}

interface Words extends Raising {
  readonly pHit: number;
  readonly gap: number | null;
  readonly evidence: string;
}

function headline(words: Words): string {
  const { measured, assessment } = words;
  const aim = `the chance of reaching ${aimText(assessment)}`;
  return `${measured.base.name}: ${aim} ${fallText(words)} ${inPeriod(assessment.period)}`;
}

/** A fall is told with both of its periods: it may have taken several, and the chance may have risen in the last one. */
function fallText({ before, pHit, assessment }: Words): string {
  const now = chanceText(pHit);
  if (before === null || before.pHit === null || before.pHit <= pHit || chanceText(before.pHit) === now)
    return `stands at ${now}`;
  return `fell from ${chanceText(before.pHit)} ${inPeriodBeside(before.period, assessment.period)} to ${now}`;
}

function message(words: Words): string {
  const { alerting, assessment, run, gap, evidence } = words;
  const measured = toldApart(words.measured, [assessment.expectedEnd, assessment.target]);
  const { periods } = measured;
  const due = periodText(periods.at(-1)?.label ?? "");
  const below = `It was below ${chanceText(alerting.raiseBelow)} ${run.map(({ period }) => inPeriod(period)).join(" and ")}.`;
  const { expectedEnd, low80, high80, lastActionPeriod } = assessment;
  const end =
    `Expected at the end of ${due}: ${goalFigureText(expectedEnd, measured)} ` +
    `(likely between ${goalFigureText(low80, measured)} and ${goalFigureText(high80, measured)}) ` +
    `against ${aimedText(assessment, measured)}${gapText(gap, measured)}.`;
  const owner = `Owner: ${measured.goal.owner}. Evidence: ${evidence}`;
  const breaks = recentBreaks(assessment.breaks ?? [], assessment.period).map((one) =>
    breakText(one, measured.base),
  );
  const action = actionText(lastActionPeriod, measured);
  return [`${headline(words)}.`, below, end, ...breaks, ...action, owner].join("\n");
}

/** As many decimals more as it takes until different figures look different. */
function toldApart(
  measured: MeasuredGoal,
  [one = null, other = null]: readonly (number | null)[],
): MeasuredGoal {
  if (one === other) return measured;
  for (let { decimals } = measured.kpi; decimals <= MOST_DECIMALS; decimals += 1) {
    const told = { ...measured, kpi: { ...measured.kpi, decimals } };
    if (goalFigureText(one, told) !== goalFigureText(other, told)) return told;
  }
  return measured;
}

/** Figures have 15 significant digits. */
const MOST_DECIMALS = 15;

/** Until when the best earlier values would still do; of what is to be in a range none are best. */
function actionText(lastActionPeriod: string | null, { goal, kpi }: MeasuredGoal): readonly string[] {
  if (isTwoSided({ measure: goal.measure, direction: kpi.direction })) return [];
  const { grain } = kpi;
  if (lastActionPeriod === null)
    return [`Not even its best earlier ${grain}s, held to the end, would reach it.`];
  const until = `that is the last ${grain} in which action can matter`;
  return [
    `Its best earlier ${grain}s, held from ${periodText(lastActionPeriod)} on, would still reach it: ${until}.`,
  ];
}

function gapText(gap: number | null, { goal, kpi }: MeasuredGoal): string {
  if (gap === null || gap === 0) return "";
  const side = gap > 0 ? "above" : "below";
  if (goal.measure.evaluation === "control") return `, ${Math.round(Math.abs(100 * gap))} points ${side} it`;
  const unit = kpi.unit === "%" || kpi.unit === "percent" ? "points" : kpi.unit;
  const distance = figureText(Math.abs(gap), { ...kpi, unit });
  // A gap that none of the decimals shows is none to a reader.
  return /[1-9]/.test(distance.replace(unit, "")) ? `, ${distance} ${side} it` : "";
}
