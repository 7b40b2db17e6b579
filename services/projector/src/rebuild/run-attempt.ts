import { setTimeout as delay } from "node:timers/promises";
import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { baseDatabase } from "@milepost/store";
import { derive } from "../derive/derive.ts";
import { ALL_DIRTY, isClean } from "../derive/dirt.ts";
import { readDirt } from "../derive/read-dirt.ts";
import { writeWatermark } from "../derive/watermark.ts";
import { STANDING_ASKED_EVERY_MS } from "../live-tables.ts";
import { rangesBetween } from "../position.ts";
import { beginAttempt } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import { isClaimed, isSuperseded } from "./claims.ts";
import { compareShadow } from "./compare-shadow.ts";
import { exchangeTables } from "./exchange.ts";
import { isBeingExchanged } from "./journal.ts";
import type { JournalEntry } from "./journal.ts";
import type { RebuildParts } from "./parts.ts";
import { replay } from "./replay.ts";
import { reportLines } from "./report.ts";
import { shadowTables } from "./shadow-tables.ts";
import type { ShadowTables } from "./shadow-tables.ts";
import { createShadow, shadowTableIds } from "./shadow.ts";

/** By then every live projector has seen that an exchange begins. */
const EXCHANGE_SEEN_MS = 2 * STANDING_ASKED_EVERY_MS + 100;

interface Run {
  readonly parts: RebuildParts;
  readonly attempt: Attempt;
  readonly tables: ShadowTables;
  readonly signal: AbortSignal;
}

/**
 * Takes a rebuild from where it stands to its end. Resolves also when a later attempt, or somebody who dropped the
 * rebuild, has taken over; rejects when it could not go on, having noted why.
 */
export async function runAttempt(
  parts: RebuildParts,
  entry: JournalEntry,
  signal: AbortSignal,
): Promise<void> {
  const attempt = await beginAttempt(parts, entry);
  try {
    const run: Run = { parts, attempt, tables: shadowTables(parts, attempt, signal), signal };
    if (!isBeingExchanged(entry)) await buildAndCompare(run);
    if (attempt.entry().state !== "exchanged") await exchange(run);
    await settle(run);
  } catch (error) {
    if (await isTakenOver(attempt, error)) {
      parts.logger.info(
        { rebuild: entry.rebuild },
        "another attempt goes on with the rebuild, or it was dropped",
      );
      return;
    }
    const failure = error instanceof Error ? error.message : String(error);
    await attempt.note({ failure }).catch(() => undefined);
    throw error;
  } finally {
    attempt.end();
  }
}

/** What a dropped rebuild's attempt meets first is that its tables are gone. */
async function isTakenOver(attempt: Attempt, error: unknown): Promise<boolean> {
  if (isSuperseded(error)) return true;
  return attempt.refuseSuperseded().then(() => false, isSuperseded);
}

async function buildAndCompare(run: Run): Promise<void> {
  const { parts, attempt, tables } = run;
  const { store, cluster, onStep } = parts;
  await createShadow(store, attempt.entry(), cluster);
  await onStep?.("rebuild:created");
  await attempt.note({ state: "replaying" });
  await onStep?.("rebuild:replaying");
  await tables.catchUp();
  await onStep?.("rebuild:replayed");
  await attempt.note({ state: "comparing" });
  await onStep?.("rebuild:comparing");
  const comparison = await compareShadow(run);
  await attempt.note({ comparison });
  await onStep?.("rebuild:compared");
  await tables.catchUp();
  await tables.deriveNews();
  await attempt.refuseSuperseded();
  const ids = await shadowTableIds(store, attempt.entry().shadow, cluster);
  await attempt.note({ state: "exchanging", tables: ids });
}

/** Makes the rebuilt tables live, as far as that has not happened yet. */
async function exchange({ parts, attempt, tables, signal }: Run): Promise<void> {
  const { store, log, cluster, onStep } = parts;
  const { shadow, attempt: id, tables: ids } = attempt.entry();
  if (ids === undefined) throw new MilepostError("internal", "The journal names no tables to exchange");
  await onStep?.("rebuild:exchanging");
  // Writers and derive jobs wait from here on: readers must not see a value that is not in the rebuilt tables yet.
  await delay(EXCHANGE_SEEN_MS, undefined, { signal });
  if (!(await isClaimed(store, shadow))) {
    await tables.replayTo(await log.end(TOPICS));
    await tables.deriveNews();
  }
  await exchangeTables({ store, shadow, attempt: id, cluster }, ids);
  await attempt.note({ state: "exchanged" });
  await onStep?.("rebuild:exchanged");
}

/**
 * Brings what was written into the old tables until the very end, by whomever, into the live ones: all of it stands in
 * the log below the end that is read now. Then derives, and says that the tables are as they must be.
 */
async function settle({ parts, attempt, tables, signal }: Run): Promise<void> {
  const { store, log, plans, onStep } = parts;
  const { build, position: from } = attempt.entry();
  const base = baseDatabase(store.database);
  const end = await log.end(TOPICS);
  await replay({ log, target: { store, base, build }, from, to: end, signal });
  await onStep?.("rebuild:tail-replayed");
  const derivedAt = tables.derivedAt();
  const dirt = derivedAt === undefined ? ALL_DIRTY : await readDirt(log, rangesBetween(derivedAt, end));
  if (!isClean(dirt)) {
    const plan = await plans.at(end);
    await derive({ store, base, build, position: end, plan, dirt, known: new Map() });
  }
  await writeWatermark(store, { build, position: end });
  await report(parts, attempt);
  await attempt.note({ state: "done" });
  await onStep?.("rebuild:done");
}

async function report({ store, clock }: RebuildParts, attempt: Attempt): Promise<void> {
  const { comparison, rebuild, generation, startedAt } = attempt.entry();
  if (comparison === undefined) return;
  const finishedAt = new Date(clock.now()).toISOString();
  const lines = reportLines({ rebuild, generation, startedAt, finishedAt, comparison });
  await store.insert("rebuild_reports", lines);
}
