import { Temporal } from "temporal-polyfill";

const TEN_YEARS_DAYS = 3_660;

/** Whether an IANA time zone of this name exists. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Whether a text is an ISO 8601 duration that a date can be moved by: at most ten years. */
export function isAtMostTenYears(text: string): boolean {
  try {
    const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(text);
    const wholeDays = years * 366 + months * 31 + weeks * 7 + days;
    return wholeDays + hours / 24 + minutes / 1440 + seconds / 86_400 <= TEN_YEARS_DAYS;
  } catch {
    return false;
  }
}
