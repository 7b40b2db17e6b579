import type { EtsForm } from "./ets-form.ts";
import { fitEts } from "./fit-ets.ts";
import type { EtsFit, EtsSearch } from "./fit-ets.ts";

/** A fitted form and its share in the average. */
export interface WeightedEts extends EtsFit {
  /** The shares of all forms sum to 1. */
  readonly weight: number;
}

/** What the forms are fitted to. */
export interface EtsChoice {
  /** A series of a scale of about one; NaN where unknown. */
  readonly values: Float64Array;
  /** Steps of one season, 1 for none. */
  readonly period: number;
  /** Whether multiplicative forms are tried: only for positive series. */
  readonly multiplicative: boolean;
}

const ERRORS = ["additive", "multiplicative"] as const;
const SEASONS = ["none", "additive", "multiplicative"] as const;
const TRENDS = ["none", "additive", "damped"] as const;

/**
 * Averaged forms need no exact optimum. First every form is searched with the season of its heuristic start, then those that
 * count go on with a free season: on M1 that is six times as fast as the thorough search of all, and as good.
 */
const ROUGH_SEARCH: EtsSearch = { tolerance: 0.01, mostIterations: 50, freeSeason: false };
const FINE_SEARCH: EtsSearch = { tolerance: 0.01, mostIterations: 80, freeSeason: true };
/** Akaike's weights have one half here; less spreads them. Chosen on M1: 0.5, 0.25 and 0.15 were tried. */
const DECIDEDNESS = 0.15;
/** A form of less weight would not be seen in the forecast. */
const LEAST_WEIGHT = 0.01;

/**
 * Fits every form that the series allows and weighs it by its AICc, exp(−0.15 ΔAICc): of forms that fit about as well,
 * the average forecasts better than the best (Kolassa 2011). Additive errors with a multiplicative season are left out as
 * unstable (Hyndman et al. 2008). Empty where the series is too short for all. O(n × iterations × forms).
 */
export function averageEts(choice: EtsChoice): WeightedEts[] {
  const rough = likelyOf(fitAllEts(choice, ROUGH_SEARCH));
  const likely = likelyOf(rough.map((fit) => refine(fit, choice)));
  const total = likely.reduce((sum, fit) => sum + fit.weight, 0);
  return likely.map((fit) => ({ ...fit, weight: fit.weight / total }));
}

/** A longer season has too many states to search for (R's ets has the same limit); Theta still sees it. */
const LONGEST_SEASON = 24;

function likelyOf(fits: readonly EtsFit[]): WeightedEts[] {
  const least = fits.reduce((low, fit) => Math.min(low, fit.aicc), Number.POSITIVE_INFINITY);
  return fits
    .map((fit) => ({ ...fit, weight: Math.exp(-DECIDEDNESS * (fit.aicc - least)) }))
    .filter((fit) => fit.weight > LEAST_WEIGHT);
}

function refine(fit: EtsFit, { period, values }: EtsChoice): EtsFit {
  const { form, parameters } = fit;
  if (form.season === "none") return fit;
  return fitEts({ values, form, period }, { ...FINE_SEARCH, from: parameters }) ?? fit;
}

/** Every form that the series allows, fitted. */
export function fitAllEts({ multiplicative, period, values }: EtsChoice, search: EtsSearch): EtsFit[] {
  const forms = ERRORS.flatMap((error) =>
    SEASONS.flatMap((season) => TRENDS.map((trend): EtsForm => ({ error, season, trend }))),
  );
  const seasonal = period > 1 && period <= LONGEST_SEASON && values.length > 2 * period;
  return forms
    .filter(({ season }) => seasonal || season === "none")
    .filter(({ error, season }) => season !== "multiplicative" || error === "multiplicative")
    .filter(({ error }) => multiplicative || error === "additive")
    .map((form) => fitEts({ values, form, period }, search))
    .filter((fit) => fit !== null);
}
