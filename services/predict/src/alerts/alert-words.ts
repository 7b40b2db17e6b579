import type { Kpi, PeriodBreak } from "@milepost/contracts";

/** A chance in words: never 0 or 100. */
export function chanceText(chance: number): string {
  if (chance < 0.01) return "under 1 %";
  if (chance > 0.99) return "over 99 %";
  return `${Math.round(chance * 100)} %`;
}

/** What a chance is of: `the target`, or `70 % of the way to its target`. */
export function aimText({ reach }: { readonly reach?: { readonly share: number } | undefined }): string {
  return reach === undefined ? "the target" : `${Math.round(reach.share * 100)} % of the way to its target`;
}

/** A break of the past in one sentence: what it was, how large, and how the forecast took it. */
export function breakText({ kind, period, ratio, size }: PeriodBreak, kpi: FigureStyle): string {
  const sign = size < 0 ? "−" : "+";
  const share = ratio === null ? figureText(Math.abs(size), kpi) : `${Math.round(Math.abs(100 * ratio))} %`;
  return kind === "outlier"
    ? `The value ${inPeriod(period)}, ${sign}${share} from what was to be expected, is taken as a single event.`
    : `A level shift ${inPeriod(period)}, ${sign}${share}, is taken as the new level.`;
}

const UNITLESS: readonly string[] = ["-", "count", "ratio", "number", "index"];

/** What is needed to write a KPI's figure. */
type FigureStyle = Pick<Kpi, "decimals" | "unit" | "currency">;

/** A figure with the KPI's decimals and unit, money with its currency. */
export function figureText(figure: number | null, kpi: FigureStyle): string {
  if (figure === null) return "unknown";
  const digits = { minimumFractionDigits: kpi.decimals, maximumFractionDigits: kpi.decimals };
  const number = figure.toLocaleString("en-US", digits);
  if (kpi.currency !== undefined) return `${kpi.currency} ${number}`;
  if (UNITLESS.includes(kpi.unit)) return number;
  return `${number} ${kpi.unit === "percent" ? "%" : kpi.unit}`;
}

const MONTHS: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** A period as people say it: `September 2014`, `week 36 of 2014`, `Q3 2014`, `30 September 2014`, `2014`. */
export function periodText(label: string): string {
  const [, year = "", rest = "", day] = /^(\d{4})(?:-(\d{2}|W\d{2}|Q\d)(?:-(\d{2}))?)?$/.exec(label) ?? [];
  if (year === "") return label;
  if (rest.startsWith("W")) return `week ${Number(rest.slice(1))} of ${year}`;
  if (rest.startsWith("Q")) return `${rest} ${year}`;
  if (rest === "") return year;
  const month = `${MONTHS[Number(rest) - 1]} ${year}`;
  return day === undefined ? month : `${Number(day)} ${month}`;
}

/** A period with its preposition: `in September 2014`, `on 30 September 2014`. */
export function inPeriod(label: string): string {
  return `${label.length === DAY_LABEL_LENGTH ? "on" : "in"} ${periodText(label)}`;
}

/** A period with its preposition beside a later one that says the year, where it is the same. */
export function inPeriodBeside(label: string, later: string): string {
  const isSameYear =
    label.length > YEAR_LENGTH && label.slice(0, YEAR_LENGTH) === later.slice(0, YEAR_LENGTH);
  return isSameYear ? inPeriod(label).replace(/ (?:of )?\d{4}$/, "") : inPeriod(label);
}

const YEAR_LENGTH = "2014".length;
const DAY_LABEL_LENGTH = "2014-09-30".length;
