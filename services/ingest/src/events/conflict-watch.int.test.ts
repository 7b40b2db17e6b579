import type { Logger } from "@milepost/runtime";
import { silentLogger } from "@milepost/runtime";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { observationRow } from "../testing/observation-row.ts";
import { watchConflicts } from "./conflict-watch.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const NOW = "2026-10-01T06:00:00.000Z";

const row = (offset: number, more: Readonly<Record<string, unknown>>): string =>
  observationRow(NOW, { source: "//erp", id: "a", value: "1", log_offset: offset, ...more });

it("the data owner is told of other payloads and other sources among new records, and of nothing else", async () => {
  await database.store.insert("observation_events", [
    row(0, {}),
    row(1, { source: "//old" }),
    row(2, {}),
    row(3, { value: "2" }),
    row(4, { source: "//crm", id: "b" }),
    row(5, { id: "c", value: "3" }),
  ]);
  const warned: object[] = [];
  const both = Promise.withResolvers<void>();
  const logger: Logger = {
    ...silentLogger(),
    warn: (fields) => {
      warned.push(fields);
      if (warned.length === 2) both.resolve();
    },
  };
  const observationsVisible = async (): Promise<void> => undefined;
  const watch = watchConflicts({ store: database.store, logger, observationsVisible, pauseMs: 1 });
  const placed = [2, 3, 4, 5].map((offset) => ({ topic: "observations", partition: 0, offset }) as const);
  watch.note(["revenue"], placed);
  await both.promise;
  await watch.close();
  const common = { alert: "conflict", kpi: "revenue", seriesSource: "//erp", dataOwner: null, conflicts: 1 };
  expect(warned).toEqual([
    { ...common, reason: "other_payload", source: "//erp" },
    { ...common, reason: "other_source", source: "//crm" },
  ]);
});
