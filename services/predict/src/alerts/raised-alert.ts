import { createHash } from "node:crypto";
import type { Alerting, AlertRaisedData } from "@milepost/contracts";
import { roundFigure } from "@milepost/scoring";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { chanceText, figureText, periodText } from "./alert-words.ts";

/** An alert about to be raised. */
export interface Raising {
  readonly measured: MeasuredGoal;
  readonly alerting: Alerting;
  /** Assessment of the period that completed the run; its chance is known. */
  readonly assessment: KnownAssessment;
  /** Assessments of the run, oldest first: one a period, the last one that of `assessment`. */
  readonly run: readonly KnownAssessment[];
  /** Chance one period before the run; null: not known. */
  readonly before: number | null;
  readonly backtest: boolean;
}

/** The rule that turns chances into a flag: below the plan's threshold in so many consecutive periods. */
const ALERT_RULE = { id: "chance-below-threshold", version: "1" } as const;
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
  const gap = expectedEnd === null || target === null ? null : roundFigure(expectedEnd - target);
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
    pHitBefore: before,
    raiseBelow: alerting.raiseBelow,
    periods: alerting.periods,
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

function headline({ measured, before, pHit, assessment }: Words): string {
  const fell =
    before === null
      ? `stands at ${chanceText(pHit)}`
      : `fell from ${chanceText(before)} to ${chanceText(pHit)}`;
  return `${measured.base.name}: the chance of reaching the target ${fell} in ${periodText(assessment.period)}`;
}

function message(words: Words): string {
  const { measured, alerting, assessment, run, gap, evidence } = words;
  const { kpi, periods } = measured;
  const due = periodText(periods.at(-1)?.label ?? "");
  const below = `It was below ${chanceText(alerting.raiseBelow)} in ${run.map(({ period }) => periodText(period)).join(" and ")}.`;
  const { expectedEnd, low80, high80, target, lastActionPeriod } = assessment;
  const end =
    `Expected at the end of ${due}: ${figureText(expectedEnd, kpi)} ` +
    `(likely between ${figureText(low80, kpi)} and ${figureText(high80, kpi)}) ` +
    `against a target of ${figureText(target, kpi)}${gapText(gap, measured)}.`;
  const action =
    lastActionPeriod === null
      ? "Not even its best earlier months, held to the end, would reach it."
      : `Its best earlier months, held from ${periodText(lastActionPeriod)} on, would still reach it: that is the last month in which action can matter.`;
  const owner = `Owner: ${measured.goal.owner}. Evidence: ${evidence}`;
  return [`${headline(words)}.`, below, end, action, owner].join("\n");
}

function gapText(gap: number | null, { kpi }: MeasuredGoal): string {
  if (gap === null || gap === 0) return "";
  const unit = kpi.unit === "%" || kpi.unit === "percent" ? "points" : kpi.unit;
  return `, ${figureText(Math.abs(gap), { ...kpi, unit })} ${gap > 0 ? "above" : "below"} it`;
}
