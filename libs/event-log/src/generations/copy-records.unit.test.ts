import { PARTITIONS } from "@milepost/contracts";
import type { LogPlace, Position, Topic } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionKey } from "../index.ts";
import { partitionOf } from "../partition-of.ts";
import { copyRecords } from "./copy-records.ts";
import { createPlaceMap } from "./place-map.ts";
import type { Partitions } from "./place-map.ts";
import type { RecordSource, SourceRecord } from "./record-source.ts";

const FROM: Partitions = { ...PARTITIONS, observations: 2 };

type Lists = Map<string, SourceRecord[]>;

/** A log that grows record by record, each saying what it names by ids as well as by places. */
interface GrowingLog {
  readonly lists: Lists;
  append(topic: Topic, key: string, said: object): LogPlace;
  end(): Position;
  idsBelow(position: Position): readonly string[];
}

function growingLog(gaps: readonly number[]): GrowingLog {
  const lists: Lists = new Map();
  const ends: Record<string, number> = {};
  let count = 0;
  return {
    lists,
    append: (topic, key, said) => {
      const partition = partitionOf(key, FROM[topic]);
      const name = partitionKey({ topic, partition });
      // Compaction and transactions leave gaps.
      const offset = (ends[name] ?? 0) + (gaps[count % gaps.length] ?? 0);
      const text = JSON.stringify({ id: `${count}`, ...said });
      count += 1;
      ends[name] = offset + 1;
      lists.set(name, [...(lists.get(name) ?? []), { topic, partition, offset, key, text }]);
      return { topic, partition, offset };
    },
    end: () => ({ ...ends }),
    idsBelow: (position) =>
      [...lists].flatMap(([name, list]) =>
        list.filter(({ offset }) => offset < (position[name] ?? 0)).map(({ text }) => idIn(text)),
      ),
  };
}

const steps = fc.array(
  fc.record({
    what: fc.constantFrom(
      "observation",
      "observation",
      "observation",
      "plan",
      "assessment",
      "letter",
      "replay",
      "copy",
    ),
    key: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
    pick: fc.nat(),
  }),
  { maxLength: 80 },
);
type Steps = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

test("however records refer to each other, and whenever the copy is made in how many parts, they refer to the same in it", async () => {
  const gaps = fc.array(fc.constantFrom(0, 0, 0, 2), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(steps, gaps, fc.constantFrom(1, 2, 5), async (plan, gap, times) => {
      const copied = await copyInParts(plan, growingLog(gap), {
        ...FROM,
        observations: FROM.observations * times,
      });
      for (const { text } of [...copied.values()].flat()) {
        const event = JSON.parse(text) as Said;
        const { below, names } = event;
        const found = {
          below: below === undefined ? undefined : idsBelow(copied, event.data.inputsPosition).toSorted(),
          names: names === undefined ? undefined : idAt(copied, placeIn(event)),
        };
        expect(found).toEqual({ below, names });
      }
    }),
  );
});

/** What an event of this test says, by places and by ids. */
interface Said {
  readonly type: string;
  readonly causationid?: string;
  readonly data: LogPlace & { readonly inputsPosition: Position };
  /** Ids of everything below its position. */
  readonly below?: readonly string[];
  /** Id of the record that it names. */
  readonly names?: string;
}

async function copyInParts(plan: Steps, log: GrowingLog, to: Partitions): Promise<Lists> {
  const map = createPlaceMap(FROM, to);
  const copied: Lists = new Map();
  const source: RecordSource = {
    partitions: FROM,
    end: async () => log.end(),
    read: async function* ({ topic, partition, from, to: end }) {
      const list = log.lists.get(partitionKey({ topic, partition })) ?? [];
      for (const record of list) if (record.offset >= from && record.offset < end) yield [record];
    },
  };
  let done: Position = {};
  const copyRest = async (): Promise<void> => {
    const end = log.end();
    const append = async (records: readonly Omit<SourceRecord, "offset">[]): Promise<void> => {
      for (const record of records) {
        const list = copied.get(partitionKey(record)) ?? [];
        copied.set(partitionKey(record), [...list, { ...record, offset: list.length }]);
      }
    };
    await copyRecords({ source, map, append, signal: new AbortController().signal }, { from: done, to: end });
    done = end;
  };
  const placed: LogPlace[] = [];
  for (const { what, key, pick } of plan) {
    const earlier = placed[pick % Math.max(1, placed.length)];
    if (what === "copy") await copyRest();
    else if (what === "observation") placed.push(log.append("observations", key, {}));
    else if (what === "plan") placed.push(log.append("strategy", key, {}));
    else if (what === "assessment") placed.push(appendAssessment(log, key));
    else if (earlier !== undefined) placed.push(appendNaming(log, what, { key, earlier }));
  }
  await copyRest();
  const sizes = Object.fromEntries([...copied].map(([name, list]) => [name, list.length]));
  expect(Object.entries(map.counts()).filter(([name, count]) => (sizes[name] ?? 0) !== count)).toEqual([]);
  return copied;
}

function appendAssessment(log: GrowingLog, key: string): LogPlace {
  const inputsPosition = log.end();
  const below = log.idsBelow(inputsPosition).toSorted();
  return log.append("assessments", key, { type: "milepost.goal.closed.v1", data: { inputsPosition }, below });
}

function appendNaming(
  log: GrowingLog,
  what: "letter" | "replay",
  { key, earlier }: { readonly key: string; readonly earlier: LogPlace },
): LogPlace {
  const names = idAt(log.lists, earlier);
  if (what === "letter")
    return log.append("dead-letters", key, {
      type: "milepost.dead-letter.recorded.v1",
      data: earlier,
      names,
    });
  const causationid = `${earlier.topic}-${earlier.partition}-${earlier.offset}`;
  return log.append(earlier.topic, key, { type: "milepost.observation.recorded.v1", causationid, names });
}

function placeIn({ type, causationid = "", data }: Said): LogPlace {
  if (type === "milepost.dead-letter.recorded.v1") return data;
  const [, topic = "", partition, offset] = /^(.+)-(\d+)-(\d+)$/.exec(causationid) ?? [];
  return { topic: topic as Topic, partition: Number(partition), offset: Number(offset) };
}

function idAt(lists: Lists, place: LogPlace): string {
  const found = lists.get(partitionKey(place))?.find(({ offset }) => offset === place.offset);
  return found === undefined ? "nothing" : idIn(found.text);
}

function idsBelow(lists: Lists, position: Position): readonly string[] {
  return [...lists].flatMap(([name, list]) =>
    list.filter(({ offset }) => offset < (position[name] ?? 0)).map(({ text }) => idIn(text)),
  );
}

function idIn(text: string): string {
  return (JSON.parse(text) as { readonly id: string }).id;
}
