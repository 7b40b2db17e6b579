import type { MilepostEvent } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { observationEvent } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import { expect, it } from "vitest";
import { lookAtLog } from "./look-at-log.ts";

const record: NewRecord = {
  topic: "observations",
  key: "revenue/",
  event: observationEvent() as unknown as MilepostEvent,
};

it("a log that ends before where it ended once is said to have lost records, until it has them again", async () => {
  const [full, anew] = await Promise.all([openTestLog(), openTestLog()]);
  let { log } = full;
  const look = lookAtLog({ ...log, end: (topics) => log.end(topics) });
  const answer = (): Promise<string | undefined> => look(new AbortController().signal);
  await log.append([record, record]);
  expect(await answer()).toBeUndefined();
  log = anew.log;
  await log.append([record]);
  expect(await answer()).toMatch(/^observations\/\d ended at 2 and ends at 1 now: records are lost; restore/);
  log = full.log;
  expect(await answer()).toBeUndefined();
  await Promise.all([full.close(), anew.close()]);
});
