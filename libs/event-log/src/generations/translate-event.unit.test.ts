import { PARTITIONS } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { partitionOf } from "../partition-of.ts";
import { createPlaceMap } from "./place-map.ts";
import type { PlaceMap } from "./place-map.ts";
import { namedPlaces, neededEnds, translateEvent } from "./translate-event.ts";

/** Twenty records of `observations/0`; those at odd offsets go to partition 4. */
function halved(): PlaceMap {
  const map = createPlaceMap(PARTITIONS, { ...PARTITIONS, observations: 8 });
  const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
  const [even = "", odd = ""] = [0, 4].map((wanted) => keys.find((key) => partitionOf(key, 8) === wanted));
  for (let offset = 0; offset < 20; offset += 1)
    map.note({ topic: "observations", partition: 0, offset, key: offset % 2 === 0 ? even : odd });
  return map;
}

const translate = (text: string): string => translateEvent(text, namedPlaces(text), halved());

test("an assessment's inputs are translated, and every other character stays as it was written", () => {
  const before = `{ "type":"milepost.assessment.made.v1", "x":1.0, "data" : {"goal":"g", "10":1e21, "inputsPosition":  {"observations/0":7,"strategy/0":2}, "fan":[ ]} }`;
  expect(translate(before)).toBe(
    `{ "type":"milepost.assessment.made.v1", "x":1.0, "data" : {"goal":"g", "10":1e21, "inputsPosition":  {"observations/0":4,"observations/4":3,"strategy/0":2}, "fan":[ ]} }`,
  );
});

test("a dead letter, its subject, its replacement, and the record that replaces it go on naming the same records", () => {
  const resolved = {
    ...EXAMPLE_EVENTS.deadLetterResolved,
    subject: "observations-0-3",
    data: {
      topic: "observations",
      partition: 0,
      offset: 3,
      resolution: "replayed",
      by: "ann",
      replacement: { topic: "observations", partition: 0, offset: 8 },
    },
  };
  expect(JSON.parse(translate(JSON.stringify(resolved)))).toEqual({
    ...resolved,
    subject: "observations-4-1",
    data: {
      ...resolved.data,
      partition: 4,
      offset: 1,
      replacement: { topic: "observations", partition: 0, offset: 4 },
    },
  });
  const replayed = { ...EXAMPLE_EVENTS.observationRecorded, causationid: "observations-0-3" };
  expect(JSON.parse(translate(JSON.stringify(replayed)))).toEqual({
    ...replayed,
    causationid: "observations-4-1",
  });
});

test.each([
  ["no JSON", '{"type":"milepost.assessment.made.v1","data":{"inputsPosition":{"observations/0":7}'],
  [
    "a position that is none",
    '{"type":"milepost.goal.closed.v1","data":{"inputsPosition":{"observations/0":-7}}}',
  ],
  [
    "a type that holds none",
    '{"type":"milepost.alert.cleared.v1","data":{"inputsPosition":{"observations/0":7}}}',
  ],
  ["another cause", '{"type":"milepost.run.completed.v1","causationid":"plan:observations-0-3","data":{}}'],
  ["what only speaks of it", '{"note":"\\"milepost.goal.closed.v1\\" causationid observations-0-3"}'],
])("%s is left as it is", (_what, text) => {
  expect(translate(text)).toBe(text);
});

test("every event of the contracts is translated without loss, and says how far the log must be known for it", () => {
  for (const event of Object.values(EXAMPLE_EVENTS)) {
    const text = JSON.stringify(event);
    expect(translateEvent(text, namedPlaces(text), createPlaceMap(PARTITIONS, PARTITIONS))).toBe(text);
  }
  expect(neededEnds(namedPlaces(JSON.stringify(EXAMPLE_EVENTS.goalClosed)))).not.toEqual([]);
});
