import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { isMissingTableError } from "@milepost/store/clickhouse-errors";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { onCluster, storedName } from "@milepost/store/schema/table-ddl";
import { tableIds } from "@milepost/store/queries/table-ids";

/** Between a table's name and the attempt that claimed it. */
const CLAIMED_BY = "__";
/** Says, as long as the database is there, which attempts are over: also when their tables are gone. */
const FENCE = "fence";
/** Another attempt may rename a table while this one looks for it. */
const MAX_LOOKS = 20;
/** While a table is renamed a look may find it under neither name: it is missing when so many looks do not find it. */
const LOOKS_FOR_MISSING = 4;
const LOOK_PAUSE_MS = 25;

/** Where an attempt claims tables. */
export interface ClaimPlace {
  readonly store: Store;
  readonly shadow: string;
  readonly attempt: string;
  readonly cluster: string | undefined;
}

/** The name of a claimed table: only its attempt knows it, and loses it when a later attempt claims the table. */
export function claimedName(table: string, { attempt, cluster }: ClaimPlace): string {
  return `${storedName(table, cluster)}${CLAIMED_BY}${attempt}`;
}

/**
 * Makes every table of a rebuild this attempt's own, by renaming it: from then on what an earlier attempt still does
 * to a table fails, since no table has that name. Rejects with `conflict` when a later attempt was here.
 */
export async function claimTables(
  place: ClaimPlace,
  { mayBeMissing }: { readonly mayBeMissing: boolean } = { mayBeMissing: false },
): Promise<void> {
  const { store, shadow, attempt, cluster } = place;
  const on = onCluster(cluster);
  const fence = `${shadow}.${FENCE}${CLAIMED_BY}${attempt}`;
  await store.command(
    `CREATE TABLE IF NOT EXISTS ${fence}${on} (nothing UInt8) ENGINE = MergeTree ORDER BY nothing`,
  );
  let looksWithout = 0;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const names = (await store.query(tableIds(shadow))).map(({ name }) => name);
    refuseSuperseded(names, attempt);
    const unclaimed = REBUILT_TABLES.map(({ name }) => storedName(name, cluster)).filter(
      (stored) => !names.includes(`${stored}${CLAIMED_BY}${attempt}`),
    );
    const there = unclaimed.filter((stored) => nameToClaim(stored, names) !== undefined);
    looksWithout = there.length < unclaimed.length ? looksWithout + 1 : 0;
    if (there.length === 0 && looksWithout === 0) return;
    if (looksWithout >= LOOKS_FOR_MISSING && there.length === 0) {
      if (mayBeMissing) return;
      throw lost(unclaimed);
    }
    for (const stored of there) await claim(stored, names, place);
    if (looksWithout > 0) await delay(LOOK_PAUSE_MS);
  }
  throw new MilepostError("conflict", "Another attempt keeps claiming the rebuild's tables", {
    retryable: true,
  });
}

function lost(tables: readonly string[]): MilepostError {
  return new MilepostError(
    "conflict",
    `The rebuild has lost ${tables.join(", ")}: drop it and start another one`,
  );
}

/** True when some attempt has begun to claim tables, for an exchange or to drop them. */
export async function isClaimed(store: Store, shadow: string): Promise<boolean> {
  const names = await store.query(tableIds(shadow));
  return names.some(({ name }) => name.includes(CLAIMED_BY));
}

/** True for a table that holds nothing and only tells which attempts are over. */
export function isFence(name: string): boolean {
  return name.startsWith(`${FENCE}${CLAIMED_BY}`);
}

async function claim(
  stored: string,
  names: readonly string[],
  { store, shadow, attempt, cluster }: ClaimPlace,
): Promise<void> {
  const from = nameToClaim(stored, names);
  if (from === undefined) return;
  const to = `${stored}${CLAIMED_BY}${attempt}`;
  try {
    await store.command(`RENAME TABLE ${shadow}.${from} TO ${shadow}.${to}${onCluster(cluster)}`);
  } catch (error) {
    // Somebody else has renamed it meanwhile: the next look tells who.
    if (!isMissingTableError(error)) throw error;
  }
}

/** A claimed table goes first: one under the plain name beside it was made, empty, by an attempt that had stalled. */
function nameToClaim(stored: string, names: readonly string[]): string | undefined {
  const claimed = names.filter((name) => name.startsWith(`${stored}${CLAIMED_BY}`)).toSorted();
  return claimed.at(-1) ?? names.find((name) => name === stored);
}

function refuseSuperseded(names: readonly string[], attempt: string): void {
  const later = names.find((name) => name.includes(CLAIMED_BY) && attemptOf(name) > attempt);
  if (later !== undefined) throw superseded(attempt);
}

function attemptOf(name: string): string {
  return name.slice(name.lastIndexOf(CLAIMED_BY) + CLAIMED_BY.length);
}

/** The error of an attempt that a later one, or somebody who dropped the rebuild, has taken over from. */
export function superseded(attempt: string): MilepostError {
  return new MilepostError("conflict", "Another attempt has taken this rebuild over", {
    details: { superseded: attempt },
  });
}

/** True for that error. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof MilepostError && error.details["superseded"] !== undefined;
}
