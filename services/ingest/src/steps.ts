/** Where a connector run stands: tests kill the process there. */
export const RUN_STEPS = ["run-started", "batch-appended", "run-appending", "run-appended"] as const;
export type RunStep = (typeof RUN_STEPS)[number];
