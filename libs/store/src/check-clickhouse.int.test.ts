import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { silentLogger, standingClock, systemClock } from "@milepost/runtime";
import type { Finding } from "@milepost/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkClickHouse } from "./check-clickhouse.ts";
import { openStore } from "./clickhouse-store.ts";
import type { Store } from "./index.ts";
import { refuseUnfitSchema } from "./schema-problem.ts";
import { openTestStore } from "./store-under-test.suite.ts";
import type { TestStore } from "./store-under-test.suite.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

const wrong = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ ok }) => !ok);

it("a ClickHouse that is fit has nothing to complain of", async () => {
  const findings = await checkClickHouse(database.store, { clock: systemClock, use: "owns" });
  expect(wrong(findings)).toEqual([]);
  expect(findings.map(({ name }) => name)).toEqual([
    "ClickHouse version",
    "ClickHouse rights",
    `database ${database.store.database}`,
    "ClickHouse clock",
    "ClickHouse disk",
  ]);
});

it.each([
  ["behind", 61],
  ["ahead of", -61],
])("a clock that is more than a minute %s this machine's is found, and may pass", async (words, seconds) => {
  const clock = standingClock(Date.now() + seconds * 1_000);
  const [finding] = wrong(await checkClickHouse(database.store, { clock, use: "reads" }));
  expect(finding).toMatchObject({
    name: "ClickHouse clock",
    passing: true,
    fix: expect.stringContaining("NTP"),
  });
  expect(finding?.message).toMatch(new RegExp(`^is 6[012] s ${words} this machine's`));
});

it("a disk that is nearly full is found, and may pass", async () => {
  const check = { clock: systemClock, use: "reads", leastFreeBytes: Number.MAX_SAFE_INTEGER } as const;
  const [finding] = wrong(await checkClickHouse(database.store, check));
  expect(finding).toMatchObject({
    name: "ClickHouse disk",
    passing: true,
    fix: expect.stringContaining("make room"),
  });
});

describe("a server that is told by what it answers", () => {
  /** Answers as a ClickHouse of another version, to a user without rights, would. */
  async function answering(
    version: string,
  ): Promise<{ readonly store: Store; readonly close: () => Promise<void> }> {
    const server = createServer((request, response) => {
      void text(request).then((sql) => {
        const row = sql.includes("version()") ? { version } : { result: sql.includes("SELECT ON") ? 1 : 0 };
        const known = /version\(\)|CHECK GRANT|1 AS one/.test(sql)
          ? row
          : { newest: 0, now: Date.now(), disk: "d", free: 1e12 };
        response.end(`${JSON.stringify([known])}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { url, database: "acme", user: "u", password: "p", logger: silentLogger() };
    const store = await openStore({ ...options, requestTimeoutMs: 5_000 });
    return {
      store,
      close: async () => {
        await store.close();
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it("is refused when it is too old, with the version that is needed", async () => {
    const { store, close } = await answering("24.12.1.5");
    expect(wrong(await checkClickHouse(store, { clock: systemClock, use: "owns" }))).toEqual([
      {
        name: "ClickHouse version",
        ok: false,
        message: "24.12.1.5 is too old",
        fix: "have CLICKHOUSE_URL name ClickHouse 25.8 or newer (tested on 26.7)",
      },
    ]);
    await close();
  });

  it("is refused when the user may not do what is needed, with the statements that grant it", async () => {
    const { store, close } = await answering("26.8.2.7");
    const [finding] = wrong(await checkClickHouse(store, { clock: systemClock, use: "owns" }));
    expect(finding?.message).toContain("INSERT ON acme_base.*");
    expect(finding?.fix).toContain("GRANT CREATE TABLE ON acme_shadow_*.* TO <user>");
    expect(wrong(await checkClickHouse(store, { clock: systemClock, use: "reads" }))).toEqual([]);
    await close();
  });
});

it("tables of a newer Milepost are refused for good, and tables that are not there yet for now", async () => {
  const { store } = database;
  await refuseUnfitSchema(store);
  await store.command("CREATE DATABASE newer_base");
  await store.command(
    "CREATE TABLE newer_base.schema_versions (what String, version UInt32) ENGINE = Memory",
  );
  await store.insert("newer_base.schema_versions", ['{"what":"tables","version":4000}']);
  // The same server, another deployment's database.
  const at = (name: string): typeof store => ({
    ...store,
    database: name,
    query: (query) => store.query({ ...query, params: { ...query.params, base: `${name}_base` } }),
  });
  await expect(refuseUnfitSchema(at("newer"))).rejects.toMatchObject({
    code: "config_invalid",
    retryable: false,
    message: expect.stringContaining("start the newer one"),
  });
  await expect(refuseUnfitSchema(at("nothing"))).rejects.toMatchObject({
    code: "not_ready",
    retryable: true,
  });
  const [finding] = wrong(await checkClickHouse(at("newer"), { clock: systemClock, use: "reads" }));
  expect(finding?.message).toContain("schema version 4000");
});
