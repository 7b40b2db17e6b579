/** A window of a reach task: it starts after one point, is looked at on a later one and ends on a third. */
export interface ReachWindow {
  /** Points from the start to the deadline. */
  readonly length: number;
  readonly elapsed: number;
  readonly remaining: number;
  /** Index of the last point before the window: its value is where the goal starts. */
  readonly start: number;
  /** Index of the check-in, the last point that may be seen. */
  readonly check: number;
  readonly deadline: number;
}

/** Window lengths and the points elapsed at the check-in, by kind of period. */
const ELAPSED: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
  monthly: { 12: [3, 6, 9], 24: [6, 12, 18] },
  quarterly: { 4: [1, 2, 3], 8: [2, 4, 6] },
  yearly: { 4: [1, 2, 3], 8: [2, 4, 6] },
  other: { 8: [2, 4, 6] },
};

/** With fewer points before it, a start tells nothing of how the series moves. */
export const EARLIEST_START = 6;

/** Every window of a series whose check-in is the last training point and whose deadline is known. */
export function reachWindows(period: string, trainLength: number, length: number): readonly ReachWindow[] {
  const check = trainLength - 1;
  return Object.entries(ELAPSED[period] ?? {}).flatMap(([points, shares]) =>
    shares.flatMap((elapsed): readonly ReachWindow[] => {
      const start = check - elapsed;
      const deadline = start + Number(points);
      if (start < EARLIEST_START || deadline >= length) return [];
      return [{ length: Number(points), elapsed, remaining: deadline - check, start, check, deadline }];
    }),
  );
}
