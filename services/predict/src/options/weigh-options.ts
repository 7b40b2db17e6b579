import { createHash } from "node:crypto";
import { localDate } from "@milepost/contracts";
import type { OptionsWeighedData } from "@milepost/contracts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import type { PlanAt } from "../deployment.ts";
import type { KnownAssessment, Ledger } from "../ledger.ts";
import type { Reading } from "../series-reading.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import { supportedKeys } from "../leads/supported-leads.ts";
import { childOptions } from "./child-options.ts";
import { dateOptions } from "./date-options.ts";
import { leadOptions } from "./lead-options.ts";
import { movedChances } from "./moved-chances.ts";
import { paceOptions } from "./pace-options.ts";
import type { Sought } from "./sought.ts";
import { targetOption } from "./target-option.ts";
import type { Basis } from "./variant-chances.ts";

/** What is weighed, and with what. */
export interface Weighing {
  readonly alert: Pick<KnownAlert, "alert">;
  /** Which weighing of the alert it is, from 1. */
  readonly step: number;
  /** Epoch milliseconds: when it is weighed. */
  readonly at: number;
  /** The assessment whose inputs, moment and lessons count; its chance is known. */
  readonly assessment: KnownAssessment & { readonly pHit: number };
  readonly basis: Basis;
  readonly reading: Reading;
  /** The plan that the assessment saw. */
  readonly planAt: Pick<PlanAt, "goals">;
  readonly ledger: Pick<Ledger, "newest">;
  readonly clearAbove: number;
  /** Ids of what was reported of the world outside for this goal. */
  readonly external: readonly string[];
  /** Leads of the goal's KPI that the values support; absent: none. */
  readonly supported?: readonly SupportedLead[];
}

const MARK_LENGTH = 8;

type MarkedBy = Pick<Weighing, "step" | "at" | "clearAbove" | "external" | "supported"> & {
  readonly assessment: { readonly id: string };
};

/**
 * Eight hexadecimal digits that stand, in ids, for one weighing: for what was weighed on, and for which weighing it is, since
 * the same may come back. Done again, it has them again.
 */
export function weighingMark({
  step,
  at,
  assessment,
  clearAbove,
  external,
  supported = [],
}: MarkedBy): string {
  // From which period on a lead can still move hangs on the day.
  const days = supported.map(({ test, link }) => `${test} ${localDate(at, link.lead.timeZone)}`);
  const text = [step, assessment.id, clearAbove, ...external, ...supportedKeys(supported), ...days].join(" ");
  return createHash("sha256").update(text).digest("hex").slice(0, MARK_LENGTH);
}

/**
 * What can be done about an alert, and what would come of it: the same inputs give the same bytes. It stops so that others can
 * be answered, and goes on where it was.
 */
export function* weighOptions(weighing: Weighing): Generator<void, OptionsWeighedData> {
  const {
    alert,
    step,
    at,
    assessment,
    basis,
    reading,
    planAt,
    ledger,
    clearAbove,
    external,
    supported = [],
  } = weighing;
  const { measured } = basis.goalCase;
  const { pHit, expectedEnd, spread, model, modelVersion, inputsPosition } = assessment;
  const mark = weighingMark(weighing);
  const sought: Sought = { basis, reading, at, pHit, clearAbove, expectedEnd, spread, mark };
  const dates = yield* dateOptions(sought);
  yield;
  const targets = targetOption(sought);
  yield;
  const leading = { sought, targets: targets.options };
  const children = childOptions({ goal: measured.id, planAt, ledger, asOf: basis.asOf, mark });
  return {
    alert: alert.alert,
    step,
    goal: measured.id,
    kpi: measured.kpiId,
    assessment: assessment.id,
    asOf: new Date(basis.asOf).toISOString(),
    period: assessment.period,
    periodsLeft: assessment.periodsLeft,
    pHit,
    target: assessment.target,
    dueOn: measured.periods.at(-1)?.end ?? "",
    clearAbove,
    options: [...paceOptions(assessment, measured, mark), ...dates.options, ...targets.options, ...children],
    none: [...dates.none, ...targets.none],
    ...(supported.length === 0
      ? {}
      : {
          leads: [...leadOptions({ ...leading, leads: supported, chanceOf: movedChances(sought) })],
          supported: [...supportedKeys(supported)],
        }),
    external: [...external],
    model,
    modelVersion,
    inputsPosition,
  };
}
