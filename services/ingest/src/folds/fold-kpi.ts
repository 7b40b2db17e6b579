import { foldSource } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { kpisOf } from "../events/take-events.ts";
import type { TakeEventsPorts } from "../events/take-events.ts";
import type { FoldStep } from "../steps.ts";
import { beginFold } from "./begin-fold.ts";
import type { BeginFoldParts, BegunFold } from "./begin-fold.ts";
import { computeFold } from "./compute-fold.ts";
import { covers } from "./fold-identity.ts";
import { judgeFold } from "./judge-fold.ts";
import type { JudgedFold } from "./judge-fold.ts";

export interface FoldParts extends BeginFoldParts {
  readonly store: Store;
  /** Resolves once the tables hold everything below the position. */
  readonly waitVisible: (position: Position) => Promise<void>;
  /** Resolves once everything below the end of the observations is in the tables. */
  readonly observationsVisible: () => Promise<void>;
  /** Told which KPIs got new records, and where they stand. */
  readonly onAppended: TakeEventsPorts["onAppended"];
  /** Told where a fold stands. */
  readonly onStep?: ((step: FoldStep) => void) | undefined;
}

const APPEND_MAX_RECORDS = 1_000;

/**
 * Makes a KPI's observations say what its rows come to at the newest moment. Whoever was cut off left no end, so the
 * next one computes the same places again and finds what is said already; whoever wakes up late speaks for an earlier
 * moment, and changes no number.
 */
export async function foldKpi(kpi: string, signal: AbortSignal, parts: FoldParts): Promise<void> {
  const { store, onStep } = parts;
  const begun = await beginFold(kpi, parts);
  if (begun === undefined || isDone(begun)) return;
  await Promise.all([parts.waitVisible(begun.moment.position), parts.observationsVisible()]);
  const computed = await computeFold(begun, { store, signal });
  onStep?.("computed");
  const judged = await judgeFold(begun, computed, parts);
  for (let from = 0; from < judged.records.length; from += APPEND_MAX_RECORDS) {
    // Another owner may have taken over meanwhile.
    signal.throwIfAborted();
    const records = judged.records.slice(from, from + APPEND_MAX_RECORDS);
    parts.onAppended(kpisOf(records), await parts.log.append(records));
  }
  onStep?.("appended");
  signal.throwIfAborted();
  await complete(judged, parts);
  onStep?.("completed");
}

function isDone({ since, turned, moment }: BegunFold): boolean {
  return since !== undefined && turned.size === 0 && covers(since, moment.position);
}

async function complete({ end }: JudgedFold, { log, clock, folds, logger }: FoldParts): Promise<void> {
  const now = new Date(clock.now()).toISOString();
  const event = {
    specversion: "1.0",
    id: end.fold,
    source: foldSource(end.kpi),
    type: "milepost.fold.completed.v1",
    subject: end.kpi,
    time: end.at,
    actor: `fold:${end.kpi}`,
    recordedtime: now,
    data: end,
  } as const;
  await log.append([{ topic: "runs", key: `fold/${end.kpi}`, event }]);
  await folds.caughtUp();
  const { fold, kpi, problemCount, problems } = end;
  if (problemCount === 0) return;
  logger.warn(
    { fold, kpi, problemCount, problems },
    "rows could not be folded; periods whose rows are not usable are unknown, and what came under a used id does not count",
  );
}
