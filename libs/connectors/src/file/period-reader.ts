import { addDuration, parsePeriod, periodContaining, periodEndsAt } from "@milepost/contracts";
import type { Grain, Period } from "@milepost/contracts";
import type { KnownKpi } from "../index.ts";

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads periods of one grain; each text is worked out once. */
export interface PeriodReader {
  /** The period that a cell names by its label or by a date inside it; undefined when it names none. */
  read(cell: string): Period | undefined;
  /** When the period's value is published, epoch milliseconds: its end in the KPI's zone plus the KPI's lag. */
  publishedAt(period: Period, kpi: KnownKpi): number;
}

/** Opens a reader; its memory is as long as one file's. */
export function openPeriodReader(grain: Grain): PeriodReader {
  const periods = new Map<string, Period | undefined>();
  const instants = new Map<string, number>();
  return {
    read: (cell) => {
      if (!periods.has(cell)) periods.set(cell, parsePeriod(cell, grain) ?? periodOfDate(cell, grain));
      return periods.get(cell);
    },
    publishedAt: (period, { timeZone, publicationLag }) => {
      const key = `${period.label} ${timeZone} ${publicationLag}`;
      const known = instants.get(key);
      if (known !== undefined) return known;
      const instant = addDuration(periodEndsAt(period, timeZone), publicationLag, timeZone);
      instants.set(key, instant);
      return instant;
    },
  };
}

function periodOfDate(cell: string, grain: Grain): Period | undefined {
  if (!LOCAL_DATE.test(cell) || parsePeriod(cell, "day") === undefined) return undefined;
  return periodContaining(cell, grain);
}
