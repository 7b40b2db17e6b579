import { BACKUP_STEPS } from "@milepost/backup/write-backup";
import { ATTEMPT_STEPS } from "@milepost/event-log/log-generations";
import type { AttemptStep } from "@milepost/event-log/log-generations";
import { DEAD_LETTER_STEPS, FOLD_STEPS, RUN_STEPS } from "@milepost/ingest/steps";
import {
  DELIVERY_STEPS,
  LEAD_STEPS,
  LESSON_STEPS,
  PREDICT_STEPS,
  REVIEW_STEPS,
} from "@milepost/predict/steps";
import { BATCH_STEPS, DERIVE_STEPS, REBUILD_STEPS } from "@milepost/projector/steps";

/** Every step at which a process is killed, by its area: the one list of them. */
export const KILL_TABLE = {
  projector: BATCH_STEPS,
  derive: DERIVE_STEPS,
  rebuild: REBUILD_STEPS,
  "connector-run": RUN_STEPS,
  "dead-letters": DEAD_LETTER_STEPS,
  fold: FOLD_STEPS,
  assessment: PREDICT_STEPS,
  review: REVIEW_STEPS,
  lead: LEAD_STEPS,
  lesson: LESSON_STEPS,
  delivery: DELIVERY_STEPS,
  backup: BACKUP_STEPS,
  generation: ATTEMPT_STEPS,
} as const;
export type KillArea = keyof typeof KILL_TABLE;

/** Steps of the area `generation` in the order in which a restore comes to them: nothing is left to copy once the log is sealed. */
export const RESTORE_STEPS = [
  "begun",
  "copying",
  "copied",
  "activating",
  "activated",
] as const satisfies readonly AttemptStep[];

/** An area and a step of it. */
export interface StepOfArea {
  readonly area: KillArea;
  readonly step: string;
}

/** The steps of some areas. */
export function stepsOf(areas: readonly KillArea[]): readonly StepOfArea[] {
  return areas.flatMap((area) => KILL_TABLE[area].map((step) => ({ area, step })));
}

/** What predict does: its runs have goals that are assessed, and people who are told. */
export const PREDICT_AREAS = ["assessment", "review", "lead", "lesson", "delivery"] as const;

export function isOfPredict(area: KillArea): boolean {
  return PREDICT_AREAS.some((one) => one === area);
}
