import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime/errors";
import type { Store } from "@milepost/store";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import type { TablesStanding } from "@milepost/store/queries/tables-standing";

/** What the live tables are is asked at most so often: writers see an exchange that begins after this time. */
export const STANDING_ASKED_EVERY_MS = 250;
/** How long writers hold their batches for one exchange; then they go on, which costs nothing but freshness. */
const EXCHANGE_WAITED_FOR_MS = 10_000;
const EXCHANGE_ASKED_EVERY_MS = 50;

/** What writers of base rows must know of the live tables. */
export interface LiveTables {
  /**
   * The build to write rows for. Waits while a rebuild's tables become live, so that readers do not see values go back
   * for a moment; rejects, retryable, while the tables are of another generation of the log than the writer's.
   */
  forWriting(): Promise<number>;
  /** Asks again before the next write: the tables refused the build. */
  forget(): void;
}

interface Asked {
  readonly at: number;
  readonly standing: Promise<TablesStanding>;
}

/** Asks the journal what the live tables are; `generation` is that of the log whose records are written. */
export function createLiveTables(store: Store, generation: number): LiveTables {
  let asked: Asked | undefined;
  let exchange: { readonly rebuild: string; readonly seenAt: number } | undefined;

  const ask = (maxAgeMs: number): Promise<TablesStanding> => {
    const now = performance.now();
    if (asked !== undefined && now - asked.at < maxAgeMs) return asked.standing;
    const asking = { at: now, standing: readTablesStanding(store) };
    asking.standing.catch(() => {
      if (asked === asking) asked = undefined;
    });
    asked = asking;
    return asking.standing;
  };
  const holdsBack = ({ exchanging }: TablesStanding): boolean => {
    if (exchanging === undefined) return false;
    if (exchange?.rebuild !== exchanging) exchange = { rebuild: exchanging, seenAt: performance.now() };
    return performance.now() - exchange.seenAt < EXCHANGE_WAITED_FOR_MS;
  };

  return {
    forWriting: async () => {
      let standing = await ask(STANDING_ASKED_EVERY_MS);
      while (holdsBack(standing)) {
        await delay(EXCHANGE_ASKED_EVERY_MS);
        standing = await ask(EXCHANGE_ASKED_EVERY_MS);
      }
      return buildFor(standing, generation);
    },
    forget: () => {
      asked = undefined;
    },
  };
}

function buildFor({ live }: TablesStanding, generation: number): number {
  if (live?.generation === generation) return live.build;
  const are =
    live === undefined ? "are not built yet" : `were built from generation ${live.generation} of the log`;
  throw new MilepostError("conflict", `The tables ${are}, this projector reads generation ${generation}`, {
    retryable: true,
    details: { generation, live },
  });
}
