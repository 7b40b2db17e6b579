import {
  addDuration,
  localDate,
  parsePeriod,
  periodContaining,
  periodEndsAt,
  shiftPeriod,
} from "@milepost/contracts";
import type { Grain, Period } from "@milepost/contracts";
import type { KnownKpi } from "../index.ts";

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads periods of one grain; each text is worked out once. */
export interface PeriodReader {
  /** The period that a cell names by its label or by a date inside it; undefined when it names none. */
  read(cell: string): Period | undefined;
  /** When the period's value is published, epoch milliseconds: its end in the KPI's zone plus the KPI's lag. */
  publishedAt(period: Period, kpi: KnownKpi): number;
  /** The period that is running at an instant where another one lies so far ahead of it that nobody has its value; undefined: it does not. */
  runningFarBefore(period: Period, kpi: KnownKpi, now: number): Period | undefined;
}

/** What begins later is not just written down ahead: its year or month is mistyped. The next period may always be. */
const FAR_AHEAD_DAYS = 92;

/** Opens a reader; its memory is as long as one file's. */
export function openPeriodReader(grain: Grain): PeriodReader {
  const periods = new Map<string, Period | undefined>();
  const instants = new Map<string, number>();
  const horizons = new Map<string, Horizon>();
  const horizonOf = (timeZone: string, now: number): Horizon => {
    const key = `${timeZone} ${now}`;
    const horizon = horizons.get(key) ?? horizonAt(now, grain, timeZone);
    horizons.set(key, horizon);
    return horizon;
  };
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
    runningFarBefore: (period, { timeZone }, now) => {
      const { running, lastStart } = horizonOf(timeZone, now);
      return period.start > lastStart ? running : undefined;
    },
  };
}

interface Horizon {
  readonly running: Period;
  /** Latest local date on which a period begins that may be waited for. */
  readonly lastStart: string;
}

function horizonAt(now: number, grain: Grain, timeZone: string): Horizon {
  const running = periodContaining(localDate(now, timeZone), grain);
  const next = shiftPeriod(running, 1).start;
  const far = localDate(addDuration(now, `P${FAR_AHEAD_DAYS}D`, timeZone), timeZone);
  return { running, lastStart: next > far ? next : far };
}

function periodOfDate(cell: string, grain: Grain): Period | undefined {
  if (!LOCAL_DATE.test(cell) || parsePeriod(cell, "day") === undefined) return undefined;
  return periodContaining(cell, grain);
}
