import { setTimeout as delay } from "node:timers/promises";
import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { readDerivedUpTo } from "@milepost/store/wait-derived";
import { lowest, reaches } from "../position.ts";
import type { Attempt } from "./attempt.ts";
import { compareDerived, compareDerivedAsTheyAre } from "./compare-derived.ts";
import { compareLogTables } from "./compare.ts";
import type { RebuildParts } from "./parts.ts";
import type { Comparison, MonthComparison } from "./report.ts";
import type { ShadowTables } from "./shadow-tables.ts";

/** How long the live tables are waited for, so that the newest records are compared too. */
const LIVE_WAITED_FOR_MS = 10_000;
const LIVE_ASKED_EVERY_MS = 250;

export interface CompareShadowOptions {
  readonly parts: RebuildParts;
  readonly attempt: Attempt;
  readonly tables: ShadowTables;
  readonly signal: AbortSignal;
}

/** Compares the rebuilt tables with the live ones, which go on meanwhile. */
export async function compareShadow(options: CompareShadowOptions): Promise<Comparison> {
  const { reason } = options.attempt.entry();
  if (reason === "unknown") return { position: {}, differed: false, months: [], notCompared: {} };
  return reason === "generation" ? compareGenerations(options) : compareWithLive(options);
}

async function compareWithLive({
  parts,
  attempt,
  tables,
  signal,
}: CompareShadowOptions): Promise<Comparison> {
  const { log, store, cluster } = parts;
  const { shadow } = attempt.entry();
  // What the live tables do not have in time is not compared; nothing goes wrong.
  const committed = (): Promise<Position> => log.committed(PROJECTOR_GROUP, TOPICS);
  await waitFor(signal, async () => reaches(await committed(), tables.position()) || undefined);
  const position = lowest(tables.position(), await committed());
  const months = await compareLogTables({ store, shadow, below: position });
  const watermark = (await waitFor(signal, () => readDerivedUpTo(store))) ?? position;
  const derived = await compareDerived({
    store,
    shadow,
    cluster,
    watermark,
    replayTo: (to) => tables.replayTo(to),
    derive: (at, owners) => tables.deriveAt(at, owners),
  });
  return { ...comparisonOf([...months, ...derived.months], position), notCompared: derived.notCompared };
}

/** Nothing is written to tables of another generation any more; positions of its log say nothing here. */
async function compareGenerations({ parts, attempt, tables }: CompareShadowOptions): Promise<Comparison> {
  const { store } = parts;
  const { shadow } = attempt.entry();
  await tables.deriveAt(tables.position());
  const months = await compareLogTables({ store, shadow, below: undefined });
  const derived = await compareDerivedAsTheyAre(store, shadow);
  return comparisonOf([...months, ...derived], tables.position());
}

function comparisonOf(months: readonly MonthComparison[], position: Position): Comparison {
  return {
    position,
    differed: months.some(({ differed }) => differed),
    months: [...months],
    notCompared: {},
  };
}

/** Asks until there is an answer, for as long as the live tables are waited for. */
async function waitFor<Answer>(
  signal: AbortSignal,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const deadline = performance.now() + LIVE_WAITED_FOR_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await delay(LIVE_ASKED_EVERY_MS, undefined, { signal });
  }
}
