/** Sample paths of a series, step by step: the value of path p at step s (from 0) stands at `s × paths + p`. */
export interface PathBundle {
  readonly paths: number;
  readonly values: Float64Array;
}

/**
 * Draws the possible futures of a series (oldest value first, NaN where unknown): `horizon` steps that follow its last
 * value. Equal arguments give equal bytes.
 */
export type PathSource = (
  series: ArrayLike<number>,
  wanted: {
    /** Points a year, 1 where there is no season. */
    readonly frequency: number;
    readonly horizon: number;
    readonly seed: string;
    readonly paths: number;
  },
) => PathBundle;
