import type { Placed } from "@milepost/event-log";
import type { Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { conflictsAbove } from "@milepost/store/queries/conflicts-above";

/** How long the watch gathers before it looks, in milliseconds. */
export const CONFLICT_PAUSE_MS = 15_000;
const MAX_KPIS = 500;

/** Tells data owners of observations that were kept apart: in the log of the service, and the pages show the table. */
export interface ConflictWatch {
  /** Notes what was appended; it is looked at together with what else comes within some seconds. */
  note(kpis: Iterable<string>, placed: readonly Placed[]): void;
  close(): Promise<void>;
}

export interface ConflictWatchParts {
  readonly store: Store;
  readonly logger: Logger;
  /** Resolves once the tables hold everything that is in the log now. */
  readonly observationsVisible: () => Promise<void>;
  readonly pauseMs: number;
}

/** Opens a watch that looks at most once in a pause. */
export function watchConflicts(parts: ConflictWatchParts): ConflictWatch {
  let noted = nothingNoted();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;
  const lookSoon = (): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      const batch = noted;
      noted = nothingNoted();
      looking = warnOwners(batch, parts).finally(() => {
        timer = undefined;
        if (noted.kpis.size > 0) lookSoon();
      });
    }, parts.pauseMs).unref();
  };
  return {
    note: (kpis, placed) => {
      for (const kpi of kpis) if (noted.kpis.size < MAX_KPIS) noted.kpis.add(kpi);
      for (const { partition, offset } of placed) {
        noted.from[partition] = Math.min(offset, noted.from[partition] ?? offset);
      }
      lookSoon();
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

interface Noted {
  readonly kpis: Set<string>;
  readonly from: Record<number, number>;
}

function nothingNoted(): Noted {
  return { kpis: new Set(), from: {} };
}

async function warnOwners({ kpis, from }: Noted, parts: ConflictWatchParts): Promise<void> {
  const { store, logger, observationsVisible } = parts;
  try {
    await observationsVisible();
    for (const row of await store.query(conflictsAbove({ kpis: [...kpis], from }))) {
      const { kpi, reason, source, series_source: seriesSource, data_owner: dataOwner, conflicts } = row;
      const fields = { alert: "conflict", kpi, reason, source, seriesSource, dataOwner, conflicts };
      logger.warn(
        fields,
        "observations were kept apart and listed in `conflicts`; the numbers did not change",
      );
    }
  } catch (error) {
    logger.warn({ err: error }, "conflicts could not be looked for; the table `conflicts` lists them");
  }
}
