import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { silentLogger } from "@milepost/runtime/logger";
import { afterEach, describe, expect, it } from "vitest";
import { WRITER, temporaryFolder, until } from "./engine.fixture.ts";
import { startEmbeddedClickHouse } from "./index.ts";
import type { EmbeddedClickHouse, EmbeddedClickHouseOptions } from "./index.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  return folder.path;
}

async function start(options: Partial<EmbeddedClickHouseOptions> = {}): Promise<EmbeddedClickHouse> {
  const clickhouse = await startEmbeddedClickHouse({
    dataDir: options.dataDir ?? (await newFolder()),
    port: 0,
    database: "milepost",
    writer: WRITER,
    logger: silentLogger(),
    ...options,
  });
  cleanups.push(() => clickhouse.close());
  return clickhouse;
}

function asWriter(clickhouse: EmbeddedClickHouse, sql: string): Promise<Response> {
  const headers = {
    "X-ClickHouse-User": WRITER.user,
    "X-ClickHouse-Key": Buffer.from(WRITER.password).toString("latin1"),
  };
  return fetch(clickhouse.url, { method: "POST", headers, body: sql });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("the engine's process", () => {
  it("says which port is in use and how to choose another", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      code: "address_in_use",
      retryable: true,
      message: expect.stringMatching(new RegExp(`Port ${port}.*MILEPOST_CLICKHOUSE_PORT`)),
    });
    taken.close();
  });

  it("says that another process has the data folder, and the first one keeps working", async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    await expect(start({ dataDir, startTimeoutMs: 2_000 })).rejects.toMatchObject({
      code: "data_folder_in_use",
      message: expect.stringMatching(/in use by another process; .*MILEPOST_DATA/),
    });
    expect(await (await fetch(`${first.url}/?query=SELECT+1`)).text()).toBe("1\n");
  });

  it("says on which platforms chdb exists, and names CLICKHOUSE_URL, where it is missing", async () => {
    const hide =
      "import{registerHooks}from'node:module';registerHooks({resolve(s,c,n){if(s==='chdb'){const e=new Error('no');e.code='ERR_MODULE_NOT_FOUND';throw e}return n(s,c)}})";
    const before = process.env["NODE_OPTIONS"];
    process.env["NODE_OPTIONS"] = `--import data:text/javascript,${encodeURIComponent(hide)}`;
    try {
      await expect(start()).rejects.toMatchObject({
        code: "chdb_unavailable",
        message: expect.stringMatching(/Linux x64 and arm64 \(glibc\).*macOS.*CLICKHOUSE_URL/),
      });
    } finally {
      if (before === undefined) delete process.env["NODE_OPTIONS"];
      else process.env["NODE_OPTIONS"] = before;
    }
  });

  it("refuses to listen beyond loopback while the reader needs no password", async () => {
    await expect(start({ host: "0.0.0.0" })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(/0\.0\.0\.0.*give the reader one/),
    });
  });

  it("gives up a start that takes too long", async () => {
    await expect(start({ startTimeoutMs: 1 })).rejects.toMatchObject({
      code: "start_timeout",
      retryable: true,
    });
  });

  it("ends within 2 s on close and on SIGTERM, though a query is running", async () => {
    for (const end of [
      (it: EmbeddedClickHouse) => it.close(),
      async (it: EmbeddedClickHouse) => void process.kill(it.pid, "SIGTERM"),
    ]) {
      const clickhouse = await start();
      const slow = asWriter(clickhouse, "SELECT sum(sipHash64(number)) FROM numbers(100000000000)").catch(
        () => undefined,
      );
      await until(
        async () =>
          (await (await asWriter(clickhouse, "SELECT count() FROM system.processes")).text()) === "2\n",
      );
      const begun = performance.now();
      await end(clickhouse);
      await clickhouse.exited;
      expect(performance.now() - begun).toBeLessThan(2_000);
      await slow;
    }
  });

  it("outlives Ctrl-C, which reaches the whole group, until its parent closes it", async () => {
    const clickhouse = await start();
    process.kill(clickhouse.pid, "SIGINT");
    expect(await (await fetch(`${clickhouse.url}/?query=SELECT+1`)).text()).toBe("1\n");
    await clickhouse.close();
    expect(await clickhouse.exited).toEqual({ code: 0, signal: null });
  });

  it("goes when its parent is killed with −9", async () => {
    const dataDir = await newFolder();
    const script = `
      import { startEmbeddedClickHouse } from ${JSON.stringify(fileURLToPath(new URL("./index.ts", import.meta.url)))};
      const it = await startEmbeddedClickHouse({ dataDir: ${JSON.stringify(dataDir)}, port: 0, database: "milepost",
        writer: { user: "w", password: "w" }, logger: { debug() {}, info() {}, warn() {}, error() {}, child() {} } });
      console.log(it.pid);`;
    const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await until(() => !isAlive(pid), 4_000);
  });

  it("loses no acknowledged batch and keeps none in part when it is killed with −9", async () => {
    const dataDir = await newFolder();
    const batch = (number: number): string =>
      Array.from({ length: 1_000 }, (_, row) => JSON.stringify({ batch: number, row })).join("\n");
    let acknowledged = 0;
    for (let round = 0; round < 2; round += 1) {
      const clickhouse = await start({ dataDir });
      await asWriter(
        clickhouse,
        "CREATE TABLE IF NOT EXISTS milepost.b (batch Int32, row Int32) ENGINE = MergeTree ORDER BY row",
      );
      const target = acknowledged + 10;
      const writing = (async () => {
        for (;;) {
          const sent = acknowledged + 1;
          const answer = await asWriter(
            clickhouse,
            `INSERT INTO milepost.b FORMAT JSONEachRow\n${batch(sent)}`,
          ).catch(() => undefined);
          if (answer?.ok !== true) return;
          acknowledged = sent;
        }
      })();
      await until(() => acknowledged >= target);
      process.kill(clickhouse.pid, "SIGKILL");
      await writing;
      expect(await clickhouse.exited).toEqual({ code: null, signal: "SIGKILL" });
      const again = await start({ dataDir });
      const counts = await (
        await asWriter(again, "SELECT batch, count() FROM milepost.b GROUP BY batch ORDER BY batch")
      ).text();
      const rows = counts
        .trim()
        .split("\n")
        .map((line) => line.split("\t").map(Number));
      expect(rows.slice(0, acknowledged)).toEqual(
        Array.from({ length: acknowledged }, (_, at) => [at + 1, 1_000]),
      );
      // The batch that was on its way when it was struck is there as a whole or not at all.
      expect(rows.slice(acknowledged)).toSatisfy((rest: number[][]) => rest.every((row) => row[1] === 1_000));
      acknowledged = rows.length;
      await again.close();
    }
  });
});
