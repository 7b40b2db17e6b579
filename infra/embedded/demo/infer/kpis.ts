import type { Agency } from "./agencies.ts";
import { AGENCIES } from "./agencies.ts";
import type { Fit, Rule } from "./fit-rule.ts";
import { fitRule } from "./fit-rule.ts";
import type { Indicator } from "./indicators.ts";

/** An indicator with everything that the plan says about it. */
export interface InferredKpi {
  readonly slug: string;
  readonly agency: Agency;
  readonly indicator: Indicator;
  readonly unit: string;
  readonly direction: "increase" | "decrease" | null;
  readonly fit: Fit;
  readonly behaviour: "average" | "running" | "harmonic_mean" | "flow";
  /** The year-to-date figure accumulates over the year, and so does its target. */
  readonly cumulative: boolean;
  /** Slug of the KPI it is a part of; null: it stands directly under its agency. */
  readonly parent: string | null;
  /** The source names a parent that it does not publish. */
  readonly danglingParent: string | null;
}

/** Infers every KPI, ordered by agency, category and name. */
export function inferKpis(indicators: readonly Indicator[]): readonly InferredKpi[] {
  const slugs = new Map(indicators.map((indicator) => [indicator.id, slugOf(indicator)]));
  if (new Set(slugs.values()).size !== indicators.length) throw new Error("two indicators share a slug");
  return indicators.map((indicator) => inferKpi(indicator, slugs)).toSorted(byPlace);
}

function inferKpi(indicator: Indicator, slugs: ReadonlyMap<string, string>): InferredKpi {
  const fit = fitRule(indicator);
  const parent = slugs.get(indicator.parentId) ?? null;
  return {
    slug: slugs.get(indicator.id) ?? "",
    agency: agencyOf(indicator),
    indicator,
    unit: unitOf(indicator),
    direction: directionOf(indicator),
    fit,
    behaviour: BEHAVIOUR_OF_RULE[fit.rule],
    cumulative: fit.rule === "sum" || (fit.rule === "last" && growsOverTheYear(indicator)),
    parent,
    danglingParent: parent === null && indicator.parentId !== "0" ? indicator.parentId : null,
  };
}

const BEHAVIOUR_OF_RULE = {
  mean: "average",
  last: "running",
  harmonic: "harmonic_mean",
  sum: "flow",
} as const satisfies Record<Rule, InferredKpi["behaviour"]>;

function agencyOf(indicator: Indicator): Agency {
  const agency = AGENCIES.get(indicator.agency);
  if (agency === undefined) throw new Error(`agency "${indicator.agency}" is not known`);
  return agency;
}

/** Agency and name as an id: `mnr-elevator-availability`. */
export function slugOf(indicator: Pick<Indicator, "agency" | "name">): string {
  const agency = AGENCIES.get(indicator.agency);
  if (agency === undefined) throw new Error(`agency "${indicator.agency}" is not known`);
  const name = indicator.name.endsWith(agency.suffix)
    ? indicator.name.slice(0, indicator.name.length - agency.suffix.length)
    : indicator.name;
  const words = name
    .replaceAll("NYCT Bus", "Bus")
    .replaceAll("% of ", "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return words.startsWith(`${agency.id}-`) ? words : `${agency.id}-${words}`;
}

/** Names that say what is counted; of rates, the description says per what. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Mean Distance Between Failures/, "miles"],
  [/Ridership/, "passengers"],
  [/Traffic/, "vehicles"],
  [/Lift Usage/, "boardings"],
];
const RATES: readonly (readonly [RegExp, string])[] = [
  [/per million vehicles/, "per million vehicles"],
  [/per million customers/, "per million customers"],
  [/per million miles/, "per million miles"],
  [/per 200,000 worker hours/, "per 200,000 work hours"],
  [/per 100 employees/, "per 100 employees"],
];

function unitOf({ unit, name, description }: Indicator): string {
  if (unit === "%") return "percent";
  const found =
    UNITS.find(([pattern]) => pattern.test(name)) ?? RATES.find(([pattern]) => pattern.test(description));
  if (found === undefined) throw new Error(`${name}: no unit found in name or description`);
  return found[1];
}

function directionOf({ desiredChange }: Indicator): InferredKpi["direction"] {
  if (desiredChange === "U") return "increase";
  return desiredChange === "D" ? "decrease" : null;
}

/** A running figure that at least doubles from January to December in most years. */
function growsOverTheYear({ months }: Indicator): boolean {
  const years = [...Map.groupBy(months, ({ year }) => year).values()];
  const ratios = years.map((year) => ytd(year, 12) / ytd(year, 1)).filter(Number.isFinite);
  return ratios.length > 0 && ratios.filter((ratio) => ratio >= 2).length > ratios.length / 2;
}

function ytd(months: Indicator["months"], month: number): number {
  return months.find((entry) => entry.month === month)?.ytdActual ?? Number.NaN;
}

function byPlace(left: InferredKpi, right: InferredKpi): number {
  return compare(placeOf(left), placeOf(right));
}

function placeOf({ agency, indicator, slug }: InferredKpi): string {
  return `${agency.id}|${indicator.category}|${slug}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
