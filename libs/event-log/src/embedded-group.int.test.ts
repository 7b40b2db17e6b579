import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";
import type { EventLog } from "./index.ts";
import { consumeOptions, sampleRecord } from "./log-under-test.ts";

test("a reader of a group that was left behind does not take back what another one of it has committed", async () => {
  const dir = mkdtempSync(join(tmpdir(), "milepost-log-"));
  const open = (): Promise<EventLog> => openEmbeddedLog({ dir, prefix: "test", logger: silentLogger() });
  const [log, other] = [await open(), await open()];
  await log.append(Array.from({ length: 3 }, (_, index) => sampleRecord("k", `${index}`, "strategy")));
  const gate = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const options = consumeOptions({ group: "g", topics: ["strategy"], maxBatchRecords: 1 });
  const behind = log.consume({
    ...options,
    onBatch: async () => {
      taken.resolve();
      await gate.promise;
    },
  });
  await taken.promise;
  await other.consume(options).waitFor({ "strategy/0": 3 });
  const closing = behind.close();
  gate.resolve();
  await closing;
  expect(await other.committed("g", ["strategy"])).toEqual({ "strategy/0": 3 });
  for (const each of [log, other]) await each.close();
  rmSync(dir, { recursive: true, force: true });
});

test("who opens the files again while they are written to waits for nobody", async () => {
  const dir = mkdtempSync(join(tmpdir(), "milepost-log-"));
  const open = (): Promise<EventLog> => openEmbeddedLog({ dir, prefix: "test", logger: silentLogger() });
  const log = await open();
  let number = 0;
  const append = (to: EventLog): Promise<unknown> =>
    to.append([sampleRecord("k", `${(number += 1)}`, "strategy")]);
  const written = Array.from({ length: 20 }, () => append(log));
  for (let turn = 0; turn < 20; turn += 1) {
    written.push(append(log));
    const other = await open();
    await append(other);
    await other.close();
  }
  await Promise.all(written);
  expect(await log.end(["strategy"])).toEqual({ "strategy/0": number });
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});
