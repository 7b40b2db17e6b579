import type { Grain } from "@milepost/contracts";

/** Periods of a season, by grain, as tests of leads take them. */
export const FREQUENCIES: Readonly<Record<Grain, number>> = {
  day: 7,
  week: 52,
  month: 12,
  quarter: 4,
  year: 1,
};
