import { TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { derive, deriveOwners } from "../derive/derive.ts";
import type { Owners } from "../derive/derive.ts";
import { ALL_DIRTY, isClean } from "../derive/dirt.ts";
import { readDirt } from "../derive/read-dirt.ts";
import { distance, furthest, rangesBetween } from "../position.ts";
import type { Attempt } from "./attempt.ts";
import type { RebuildParts } from "./parts.ts";
import { replay } from "./replay.ts";

/** Once so few records are left, the rebuilt tables are close to the live ones. */
const CLOSE_RECORDS = 2_000;
/** Where records come faster than they are replayed, it goes on after so many rounds; the exchange waits for the rest. */
const MAX_ROUNDS = 20;

/** The tables that a rebuild builds, with what is in them. */
export interface ShadowTables {
  /** They hold every record below it. */
  position(): Position;
  replayTo(position: Position): Promise<void>;
  /** Replays until the end of the log is close. */
  catchUp(): Promise<void>;
  /** Derives everything at a position that was replayed, or the rows of some owners. */
  deriveAt(position: Position, owners?: Owners): Promise<void>;
  /** Derives what became dirty since everything was derived last, at the position that was replayed. */
  deriveNews(): Promise<void>;
  /** Where everything was derived last; undefined: nowhere. */
  derivedAt(): Position | undefined;
}

/** The tables in a rebuild's database, as one attempt fills them. */
export function shadowTables(parts: RebuildParts, attempt: Attempt, signal: AbortSignal): ShadowTables {
  const { log, store, plans } = parts;
  const { shadow: base, build } = attempt.entry();
  let { position } = attempt.entry();
  let derivedAt: Position | undefined;

  const replayTo = async (to: Position): Promise<void> => {
    const total = distance({}, furthest(position, to));
    position = await replay({
      log,
      target: { store, base, build },
      from: position,
      to,
      signal,
      onBatch: (at) => attempt.progress({ position: at, records: distance({}, at), total }),
    });
    await attempt.note({ position, records: distance({}, position), total });
  };
  const inputsAt = async (at: Position) => {
    const plan = await plans.at(at);
    return { store, base, build, position: at, plan, known: new Map() };
  };

  return {
    position: () => position,
    replayTo,
    catchUp: async () => {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        await attempt.refuseSuperseded();
        const end = await log.end(TOPICS);
        const left = distance(position, end);
        await replayTo(end);
        if (left <= CLOSE_RECORDS) return;
      }
    },
    deriveAt: async (at, owners) => {
      const inputs = await inputsAt(at);
      if (owners !== undefined) return void (await deriveOwners(inputs, owners));
      await derive({ ...inputs, dirt: ALL_DIRTY });
      derivedAt = at;
    },
    deriveNews: async () => {
      const ranges = derivedAt === undefined ? undefined : rangesBetween(derivedAt, position);
      const dirt = ranges === undefined ? ALL_DIRTY : await readDirt(log, ranges);
      if (!isClean(dirt)) await derive({ ...(await inputsAt(position)), dirt });
      derivedAt = position;
    },
    derivedAt: () => derivedAt,
  };
}
