import { errorCode } from "@milepost/runtime";
import type { Logger } from "@milepost/runtime";

/** After a job for somebody, the next one for the same person waits so long, in milliseconds; longer after failures. */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Whom telling fails for, so that a trouble of everybody's is neither tried nor said once a second for each person. */
export interface TellingTrouble {
  /** How long to leave a person alone once this was tried, in milliseconds: twice as long after each further failure. */
  readonly pauseAfter: (person: string, telling: Promise<unknown>) => Promise<number>;
  /** Forgets whoever is not among the people for whom something is due. */
  readonly keepOnly: (due: { has(person: string): boolean }) => void;
}

interface Troubled {
  readonly code: string | undefined;
  readonly failures: number;
}

/** Says each kind of failure once, by its code, and once that it is all over; what fails because it is closed says nothing. */
export function createTellingTrouble(logger: Logger, isClosed: () => boolean): TellingTrouble {
  const troubled = new Map<string, Troubled>();
  const end = (person: string): void => {
    if (troubled.delete(person) && troubled.size === 0) logger.info({}, "telling people fails no more");
  };
  const begin = (person: string, err: unknown): number => {
    const code = errorCode(err);
    if (!isClosed() && ![...troubled.values()].some((one) => one.code === code)) {
      const words =
        "a person could not be told; it is tried again, and said of nobody else for the same reason";
      logger.warn({ err, person }, words);
    }
    const failures = (troubled.get(person)?.failures ?? 0) + 1;
    troubled.set(person, { code, failures });
    return Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (failures - 1));
  };
  return {
    pauseAfter: (person, telling) =>
      telling.then(
        () => {
          end(person);
          return PAUSE_MS;
        },
        (error: unknown) => begin(person, error),
      ),
    keepOnly: (due) => {
      for (const person of troubled.keys()) if (!due.has(person)) end(person);
    },
  };
}
