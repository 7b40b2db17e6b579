/** How a series goes together with another one that lies before it. */
export interface LaggedCorrelations {
  /** At 1, 2, … `maxLag` steps: sums of products over `scale`. */
  readonly correlations: Float64Array;
  /** Both about their mean. */
  readonly lead: Float64Array;
  readonly follower: Float64Array;
  /** 0 where one of them does not vary: then all correlations are 0. */
  readonly scale: number;
}

/**
 * Correlations of a series with another one that lies 1, 2, … `maxLag` steps before it, each over the variance of the whole
 * series, as cross-correlation functions are defined (Box and Jenkins 1976, §11.1). O(n × maxLag).
 */
export function laggedCorrelations(
  lead: ArrayLike<number>,
  follower: ArrayLike<number>,
  maxLag: number,
): LaggedCorrelations {
  const [earlier, later] = [centred(lead), centred(follower)];
  const scale = Math.sqrt(squares(earlier) * squares(later));
  const correlations = Float64Array.from({ length: maxLag }, (_, index) => {
    const lag = index + 1;
    let sum = 0;
    for (let at = lag; at < later.length; at += 1) sum += (earlier[at - lag] ?? 0) * (later[at] ?? 0);
    return scale > 0 ? sum / scale : 0;
  });
  return { correlations, lead: earlier, follower: later, scale };
}

function centred(values: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(values);
  const mean = copy.reduce((sum, value) => sum + value / copy.length, 0);
  return copy.map((value) => value - mean);
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
