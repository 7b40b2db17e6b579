import { BACKUP_STEPS } from "@milepost/backup/write-backup";
import { ATTEMPT_STEPS } from "@milepost/event-log/log-generations";
import { DEAD_LETTER_STEPS, FOLD_STEPS, RUN_STEPS } from "@milepost/ingest/steps";
import { PREDICT_STEPS } from "@milepost/predict/steps";
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
  backup: BACKUP_STEPS,
  generation: ATTEMPT_STEPS,
} as const;
export type KillArea = keyof typeof KILL_TABLE;

/** An area and a step of it. */
export interface StepOfArea {
  readonly area: KillArea;
  readonly step: string;
}

/** The steps of some areas. */
export function stepsOf(areas: readonly KillArea[]): readonly StepOfArea[] {
  return areas.flatMap((area) => KILL_TABLE[area].map((step) => ({ area, step })));
}
