/** Which components an exponential smoothing model has (the taxonomy of Hyndman et al. 2008). */
export interface EtsForm {
  readonly error: "additive" | "multiplicative";
  readonly trend: "none" | "additive" | "damped";
  readonly season: "none" | "additive" | "multiplicative";
}

/** A series and the form that it is held against. */
export interface EtsSeries {
  /** Of a scale of about one; NaN where unknown. */
  readonly values: Float64Array;
  readonly form: EtsForm;
  /** Steps of one season. */
  readonly period: number;
}

const LETTERS = { none: "N", additive: "A", multiplicative: "M", damped: "Ad" } as const;

/** The usual short name of a form, such as ETS(M,Ad,N). */
export function nameOfEts({ error, season, trend }: EtsForm): string {
  return `ETS(${LETTERS[error]},${LETTERS[trend]},${LETTERS[season]})`;
}
