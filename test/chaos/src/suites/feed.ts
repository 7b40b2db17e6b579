import { setTimeout as delay } from "node:timers/promises";
import type { EventLog } from "@milepost/event-log";
import type { Host } from "../hosts/host.ts";
import { observationLoad, take } from "../load/observations.ts";
import type { PostedEvent } from "../load/observations.ts";
import { postEvents } from "../load/post-events.ts";
import type { Refusals } from "../load/post-events.ts";
import { readLog } from "../model/logged.ts";
import type { LoggedEvent } from "../model/logged.ts";
import type { Dice } from "../random.ts";

const LARGEST_BATCH = 12;
const PAUSE_MS = 120;

/** A run of its own: what is posted in it no other run touches. */
export interface Run {
  readonly name: string;
  readonly dice: Dice;
}

/** Posts the events of a run without end, one batch after the other. */
export interface Feeder {
  /** Nothing more is begun. */
  end(): void;
  /** Ends it; resolves with every event in the order in which it was accepted, once the last batch is. */
  stop(): Promise<readonly PostedEvent[]>;
  readonly refusals: Refusals;
  /** How many events are accepted by now. */
  count(): number;
}

/** How much is posted: events in a batch at most (or exactly), and how long to wait in between. */
export interface Pace {
  readonly largestBatch: number;
  readonly exactly?: boolean;
  readonly everyMs: number;
}

/** Begins to post the events of a run. */
export function feed(
  host: Pick<Host, "eventsUrl">,
  { name, dice }: Run,
  pace: Pace = { largestBatch: LARGEST_BATCH, everyMs: PAUSE_MS },
): Feeder {
  const next = observationLoad(name, dice);
  const accepted: PostedEvent[] = [];
  const refusals: Refusals = new Map();
  let stopping = false;
  const run = async (): Promise<void> => {
    let due = performance.now();
    while (!stopping) {
      const size = pace.exactly === true ? pace.largestBatch : 1 + dice.roll(pace.largestBatch);
      const batch = take(next, size);
      await postEvents(() => host.eventsUrl, batch, refusals);
      accepted.push(...batch);
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
    refusals,
    count: () => accepted.length,
  };
}

/** Looks for accepted events that are not in the log, series by series in the order of acceptance; undefined: all are. */
export async function lostEvents(
  log: EventLog,
  accepted: readonly PostedEvent[],
): Promise<string | undefined> {
  const logged = (await readLog(log)).filter(({ topic }) => topic === "observations");
  const bySeries = Map.groupBy(
    logged.flatMap(({ event }) => event ?? []),
    ({ data }) => seriesName(data["kpi"], data["series"]),
  );
  const places = new Map<string, number>();
  const lost = accepted.filter((event) => {
    const series = seriesName(event.data.kpi, event.data.series);
    const inLog = bySeries.get(series) ?? [];
    let place = places.get(series) ?? 0;
    while (place < inLog.length && !isSame(inLog[place] as LoggedEvent, event)) place += 1;
    if (place === inLog.length) return true;
    places.set(series, place + 1);
    return false;
  });
  if (lost.length === 0) return undefined;
  return `${lost.length} accepted events are not in the log, the first is ${JSON.stringify(lost[0])}`;
}

function seriesName(kpi: unknown, series: unknown): string {
  return `${String(kpi)}/${JSON.stringify(series ?? {})}`;
}

function isSame(logged: LoggedEvent, { id, source, data }: PostedEvent): boolean {
  return logged.id === id && logged.source === source && logged.data["value"] === data["value"];
}
