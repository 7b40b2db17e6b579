import { setTimeout as delay } from "node:timers/promises";
import type { EventLog } from "@milepost/event-log";
import type { Host } from "../hosts/host.ts";
import { observationLoad } from "../load/observations.ts";
import { postEvents } from "../load/post-events.ts";
import type { Posted, Refusals } from "../load/post-events.ts";
import { recordLoad } from "../load/records.ts";
import { readLog } from "../model/logged.ts";
import type { IsWanted, LoggedEvent } from "../model/logged.ts";
import type { Dice } from "../random.ts";

const LARGEST_BATCH = 12;
const PAUSE_MS = 120;
/** How much of what is posted are versions of rows. */
const ROWS_SHARE = 0.4;

/** A run of its own: what is posted in it no other run touches. */
export interface Run {
  readonly name: string;
  readonly dice: Dice;
  /** Gives the run's events one by one; absent: observations. */
  readonly next?: () => Posted;
}

/** Observations, and versions of rows among them. */
export function loadWithRows(name: string, dice: Dice): () => Posted {
  const [nextObservation, nextRow] = [observationLoad(name, dice), recordLoad(name, dice)];
  return () => (dice.chance(ROWS_SHARE) ? nextRow() : nextObservation());
}

/** Posts the events of a run without end, one batch after the other. */
export interface Feeder {
  /** Nothing more is begun. */
  end(): void;
  /** Ends it; resolves with every event in the order in which it was accepted, once the last batch is. */
  stop(): Promise<readonly Posted[]>;
  /** Posts so many further batches, once it is stopped; resolves with every event so far. */
  more(batches: number): Promise<readonly Posted[]>;
  readonly refusals: Refusals;
  /** How many events are accepted by now. */
  count(): number;
}

/** How much is posted: events in a batch at most (or exactly), and how long to wait in between. */
export interface Pace {
  readonly largestBatch: number;
  readonly exactly?: boolean;
  readonly everyMs: number;
  /** After so long without an acceptance something is wrong. */
  readonly giveUpMs?: number;
}

/** Begins to post the events of a run. */
export function feed(
  host: Pick<Host, "eventsUrl">,
  { name, dice, next = observationLoad(name, dice) }: Run,
  pace: Pace = { largestBatch: LARGEST_BATCH, everyMs: PAUSE_MS },
): Feeder {
  const accepted: Posted[] = [];
  const refusals: Refusals = new Map();
  let stopping = false;
  const postBatch = async (): Promise<void> => {
    const size = pace.exactly === true ? pace.largestBatch : 1 + dice.roll(pace.largestBatch);
    const batch = Array.from({ length: size }, next);
    await postEvents(() => host.eventsUrl, batch, { refusals, giveUpMs: pace.giveUpMs });
    accepted.push(...batch);
  };
  const run = async (): Promise<void> => {
    let due = performance.now();
    while (!stopping) {
      await postBatch();
      // What a slow answer took is made up for; what an outage took is not.
      due = Math.max(due + pace.everyMs, performance.now() - 4 * pace.everyMs);
      await delay(Math.max(0, due - performance.now()));
    }
  };
  const running = run();
  running.catch(() => undefined);
  const end = (): void => {
    stopping = true;
  };
  return {
    end,
    stop: async () => {
      end();
      await running;
      return accepted;
    },
    more: async (batches) => {
      for (let batch = 0; batch < batches; batch += 1) await postBatch();
      return accepted;
    },
    refusals,
    count: () => accepted.length,
  };
}

/** Looks for accepted events that are not in the log, key by key in the order of acceptance; undefined: all are. */
export async function lostEvents(
  log: EventLog,
  accepted: readonly Posted[],
  isWanted: IsWanted = () => true,
): Promise<string | undefined> {
  const logged = await readLog(
    log,
    (record) => (record.topic === "observations" || record.topic === "records") && isWanted(record),
  );
  const byKey = Map.groupBy(
    logged.flatMap(({ event }) => event ?? []),
    ({ data }) => keyOf(data),
  );
  const places = new Map<string, number>();
  const lost = accepted.filter((event) => {
    const key = keyOf(event.data);
    const inLog = byKey.get(key) ?? [];
    let place = places.get(key) ?? 0;
    while (place < inLog.length && !isSame(inLog[place] as LoggedEvent, event)) place += 1;
    if (place === inLog.length) return true;
    places.set(key, place + 1);
    return false;
  });
  if (lost.length === 0) return undefined;
  return `${lost.length} accepted events are not in the log, the first is ${JSON.stringify(lost[0])}`;
}

/** Of an observation its series, of a row the row. */
function keyOf(data: Readonly<Record<string, unknown>>): string {
  const { kpi = "", series = {}, stream = "", key = "" } = data;
  return [kpi, JSON.stringify(series), stream, key].map(String).join("/");
}

function isSame({ id, source, data }: LoggedEvent, posted: Posted): boolean {
  const { value, fields } = posted.data as { readonly value?: unknown; readonly fields?: object };
  return id === posted.id && source === posted.source && data["value"] === value && sameFields(data, fields);
}

function sameFields(data: LoggedEvent["data"], fields: object | undefined): boolean {
  if (fields === undefined) return data["fields"] === undefined;
  const inLog = data["fields"] as Readonly<Record<string, unknown>> | undefined;
  return Object.entries(fields).every(([name, value]) => inLog?.[name] === value);
}
