import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@milepost/runtime";
import { open } from "lmdb";
import { expect, test } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";
import { readAll, sampleRecord } from "./log-under-test.ts";

test("stored bytes that are no JSON are delivered as text without a value, and what follows is read", async () => {
  const dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
  const options = { dir, prefix: "milepost", logger: silentLogger() };
  const before = await openEmbeddedLog(options);
  await before.append([sampleRecord("k", "first", "strategy")]);
  await before.close();

  const root = open({ path: dir, noSubdir: false, encoding: "string", maxDbs: 64, overlappingSync: false });
  const partition = root.openDB<string, number>("milepost.strategy.g1.0", { encoding: "string" });
  await partition.put(1, '"k"\n{"id": "cut o');
  await partition.put(2, "no line break");
  await root.close();

  const log = await openEmbeddedLog(options);
  await log.append([sampleRecord("k", "last", "strategy")]);
  const records = await readAll(log, "strategy");
  expect(records.map(({ offset, key, text, value }) => ({ offset, key, text, value })).slice(1, 3)).toEqual([
    { offset: 1, key: "k", text: '{"id": "cut o', value: undefined },
    { offset: 2, key: "", text: "no line break", value: undefined },
  ]);
  expect(records.map(({ value }) => (value as { id?: string } | undefined)?.id)).toEqual([
    "first",
    undefined,
    undefined,
    "last",
  ]);
  await log.close();
  await rm(dir, { recursive: true });
});
