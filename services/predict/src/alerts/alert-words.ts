import type { Kpi } from "@milepost/contracts";

/** A chance in words: never 0 or 100. */
export function chanceText(chance: number): string {
  if (chance < 0.01) return "under 1 %";
  if (chance > 0.99) return "over 99 %";
  return `${Math.round(chance * 100)} %`;
}

const UNITLESS: readonly string[] = ["-", "count", "ratio", "number", "index"];

/** A figure with the KPI's decimals and unit. */
export function figureText(figure: number | null, kpi: Pick<Kpi, "decimals" | "unit">): string {
  if (figure === null) return "unknown";
  const digits = { minimumFractionDigits: kpi.decimals, maximumFractionDigits: kpi.decimals };
  const number = figure.toLocaleString("en-US", digits);
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

/** A period as people say it: `September 2014`; other grains by their label. */
export function periodText(label: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(label);
  return month === null ? label : `${MONTHS[Number(month[2]) - 1]} ${month[1]}`;
}
