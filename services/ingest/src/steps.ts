/** Where a connector run stands: tests kill the process there. */
export const RUN_STEPS = ["run-started", "batch-appended", "run-appending", "run-appended"] as const;
export type RunStep = (typeof RUN_STEPS)[number];

/** Where the replay of a dead letter stands: the replacement is in the log, it is visible, the resolution is in the log. */
export const DEAD_LETTER_STEPS = ["replaced", "resolving", "resolved"] as const;
export type DeadLetterStep = (typeof DEAD_LETTER_STEPS)[number];

/**
 * Where folds stand: records were taken from the log, their moment is in the log, values are computed, observations are
 * in the log, the fold's end is, offsets are about to be committed, they are.
 */
export const FOLD_STEPS = [
  "polled",
  "started",
  "computed",
  "appended",
  "completed",
  "committing",
  "committed",
] as const;
export type FoldStep = (typeof FOLD_STEPS)[number];
