import type { EventOfType } from "@milepost/contracts";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { standingReplacement } from "./standing-replacement.ts";

const NOW = "2026-10-01T06:00:00.000Z";
const DEAD = { topic: "records", partition: 0, offset: 3 } as const;
let database: TestStore;
let test: TestLog;
beforeAll(async () => {
  [database, test] = await Promise.all([openTestStore(), openTestLog()]);
  const row = {
    stream: "sales",
    key: "1",
    source: "//erp",
    id: "a1",
    time: "2026-10-01 06:00:00.000000",
    deleted: false,
    fields: JSON.stringify({ amount: "100" }),
    actor: "",
    recorded_at: "2026-10-01 06:00:00.000000",
    log_topic: "records",
    log_partition: 0,
    log_offset: 2,
  };
  await database.store.insert("record_versions", [JSON.stringify(row)]);
});
afterAll(() => Promise.all([database.close(), test.close()]));

function standing(id: string, amount: string): ReturnType<typeof standingReplacement> {
  const event: EventOfType<"milepost.record.captured.v1"> = {
    specversion: "1.0",
    id,
    source: "//erp",
    type: "milepost.record.captured.v1",
    time: NOW,
    recordedtime: NOW,
    causationid: "records-0-3",
    data: { stream: "sales", key: "1", fields: { amount } },
  };
  const parts = { log: test.log, store: database.store };
  return standingReplacement({ topic: "records", key: "sales/1", event }, DEAD, parts);
}

it("a captured row's replacement under an id that counts with another content is refused, since nobody would see it", async () => {
  await expect(standing("a1", "500")).rejects.toMatchObject({
    code: "conflict",
    details: { problems: [{ field: "event.id", code: "id_taken" }] },
  });
  expect(await standing("a1", "100")).toEqual({ topic: "records", partition: 0, offset: 2 });
  expect(await standing("a2", "500")).toBeUndefined();
});
