/** A scale on which a series is modelled, and the way back from it. */
export interface SeriesLink {
  readonly name: "log" | "logit";
  readonly to: (value: number) => number;
  readonly back: (linked: number) => number;
}

/** What decides the scale. */
export interface LinkInput {
  /** A whole series. */
  readonly values: Float64Array;
  /** The closed range that a value can take, in the series' unit; infinite where open. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * The second scale on which a series makes sense: log-odds within two bounds, logarithms above zero, none otherwise. A
 * bound that is reached is kept off by half an observation (Smithson and Verkuilen 2006). Growth by shares explodes
 * easily: the way back leaves the range of the history, on this scale, by that range and not more. O(n).
 */
export function linkOf({ lower, upper, values }: LinkInput): SeriesLink | null {
  if (values.length === 0) return null;
  const inside = values.every((value) => value >= lower && value <= upper);
  if (Number.isFinite(lower) && Number.isFinite(upper) && inside && upper > lower) {
    const count = values.length;
    const width = upper - lower;
    const share = (value: number): number => (((value - lower) / width) * (count - 1) + 0.5) / count;
    const to = (value: number): number => Math.log(share(value) / (1 - share(value)));
    const back = (linked: number): number => {
      const odds = 1 / (1 + Math.exp(-linked));
      const unsqueezed = count > 1 ? (odds * count - 0.5) / (count - 1) : odds;
      return lower + width * Math.min(1, Math.max(0, unsqueezed));
    };
    return { name: "logit", to, back: withinReach(values.map(to), back) };
  }
  if (!values.every((value) => value > 0)) return null;
  return { name: "log", to: Math.log, back: withinReach(values.map(Math.log), Math.exp) };
}

function withinReach(linked: Float64Array, back: SeriesLink["back"]): SeriesLink["back"] {
  const least = linked.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const greatest = linked.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const range = greatest - least;
  return (value) => back(Math.min(greatest + range, Math.max(least - range, value)));
}
