import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { silentLogger } from "@milepost/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConsumeOptions } from "./index.ts";
import { openEmbeddedLog } from "./embedded-log.ts";
import { consumeOptions, idOf, readAll, sampleRecord } from "./log-under-test.ts";

const CHILD = fileURLToPath(new URL("append-forever.child.ts", import.meta.url));
const RECORDS_AN_APPEND = 8;
const KILLS = 4;
/** Blocks of 512 bytes that a file may have in the test of a full disk. */
const FILE_SIZE_LIMIT_BLOCKS = 4_000;

describe("the embedded log when things break", () => {
  let dir = "";
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
  });
  afterEach(async () => rm(dir, { recursive: true, force: true }));
  const open = (): ReturnType<typeof openEmbeddedLog> =>
    openEmbeddedLog({ dir, prefix: "milepost", logger: silentLogger() });

  test("kill -9 loses nothing that was acknowledged and leaves no append by half", async () => {
    const acknowledged = new Set<string>();
    let before = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const said = await killAfter(spawnChild(process.execPath, [CHILD, dir]), kill * 20);
      const log = await open();
      const records = await readAll(log);
      // Each life numbers its appends from 0 again: count an id's records in this life's part of the log.
      const found = Map.groupBy(records, idOf);
      for (const id of said) acknowledged.add(id);
      for (const id of acknowledged)
        expect(found.get(id)?.length ?? 0).toBeGreaterThanOrEqual(RECORDS_AN_APPEND);
      for (const same of found.values()) expect(same.length % RECORDS_AN_APPEND).toBe(0);
      expect(records.length - before).toBeGreaterThanOrEqual(said.length * RECORDS_AN_APPEND);
      before = records.length;
      await log.close();
    }
  });

  test("a full disk is an error that may pass: nothing of the append is there, the rest is read on", async () => {
    const limited = `trap '' XFSZ; ulimit -f ${FILE_SIZE_LIMIT_BLOCKS}; exec "$0" "$@"`;
    const lines = await linesOf(spawnChild("/bin/sh", ["-c", limited, process.execPath, CHILD, dir]));
    const outcome = JSON.parse(lines.at(-1) ?? "null") as { code: string; retryable: boolean; end: object };
    expect(outcome).toMatchObject({ code: "log_unavailable", retryable: true });
    const log = await open();
    expect(await log.end(["observations"])).toEqual(outcome.end);
    const found = Map.groupBy(await readAll(log), idOf);
    expect(found.size).toBe(lines.length - 1);
    for (const same of found.values()) expect(same).toHaveLength(RECORDS_AN_APPEND);
    // With room again it takes appends.
    await log.append([sampleRecord("a", "later")]);
    await log.close();
  });

  test("a consumer sees what another process appends", async () => {
    const log = await open();
    const seen = Promise.withResolvers<string>();
    const onBatch: ConsumeOptions["onBatch"] = async ([record]) => record && seen.resolve(idOf(record));
    log.consume(consumeOptions({ group: "g", onBatch }));
    const child = spawnChild(process.execPath, [CHILD, dir]);
    expect(await seen.promise).toBe("0");
    await killAfter(child, 0);
    await log.close();
  });
});

type Child = ChildProcessByStdio<null, Readable, null>;

function spawnChild(command: string, args: readonly string[]): Child {
  return spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
}

/** Kills the process once it said so many lines; gives every line that it said. */
async function killAfter(child: Child, lines: number): Promise<readonly string[]> {
  const said: string[] = [];
  if (lines === 0) child.kill("SIGKILL");
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
  }
  return said;
}

async function linesOf(child: Child): Promise<readonly string[]> {
  const ended = once(child, "close");
  const said = await killAfter(child, Number.POSITIVE_INFINITY);
  await ended;
  return said;
}
