/** What the process ends with. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Everything was looked at, and something is not as it should be. */
  foundWanting: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
