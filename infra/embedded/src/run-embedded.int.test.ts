import { join } from "node:path";
import { parseSettings, silentLogger } from "@milepost/runtime";
import { temporaryFolder } from "@milepost/testkit";
import { putNewTables } from "@milepost/testkit/test-store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { settingsSchema } from "./config.ts";
import type { Progress } from "./progress.ts";
import { runEmbedded } from "./run-embedded.ts";

const SAID_WHEN_READY = /API\s+(http:\S+)\/docs/;
const folder = temporaryFolder();
const stop = new AbortController();
let url: string;
let running: ReturnType<typeof runEmbedded>;
let timesReady = 0;

beforeEach(async () => {
  await putNewTables(join(folder.path, "clickhouse"));
  const settings = parseSettings(settingsSchema, {
    MILEPOST_DATA: folder.path,
    MILEPOST_DEMO: "0",
    MILEPOST_PORT: "0",
    MILEPOST_CLICKHOUSE_PORT: "0",
  });
  const ready = Promise.withResolvers<string>();
  const progress: Progress = {
    say: (line) => {
      const found = SAID_WHEN_READY.exec(line)?.[1];
      if (found === undefined) return;
      timesReady += 1;
      ready.resolve(found);
    },
    step: () => ({ update: () => undefined, end: () => undefined }),
  };
  running = runEmbedded({ settings, logger: silentLogger(), progress, stopping: stop.signal });
  running.catch(ready.reject);
  url = await ready.promise;
});
afterEach(async () => {
  stop.abort();
  await (await running).close();
  folder.remove();
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(path: string, method = "GET"): Promise<Answer> {
  const json = method === "GET" ? {} : { body: "{}", headers: { "content-type": "application/json" } };
  const response = await fetch(`${url}${path}`, { method, ...json });
  const body = (await response.json()) as Answer["body"];
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
}

it("while everything is closed and opened again for the log's next generation, each request is answered at the same address, if only by when to come again", async () => {
  expect((await ask("/v1/generations", "POST")).status).toBe(202);
  const waiting = new Map<string, Answer>();
  while (timesReady < 2) {
    for (const path of ["/v1/kpis", "/readyz"]) {
      const answer = await ask(path);
      if (answer.status !== 200) waiting.set(path, answer);
    }
    expect((await ask("/healthz")).status).toBe(200);
  }
  const reason = expect.stringContaining("generation 2");
  expect(waiting.get("/readyz")).toMatchObject({ status: 503, body: { reason } });
  expect(waiting.get("/v1/kpis")).toMatchObject({
    status: 503,
    retryAfter: "2",
    body: { code: "not_ready", retryable: true, title: reason },
  });
  expect((await ask("/v1/kpis")).status).toBe(200);
  expect((await ask("/v1/generations")).body).toMatchObject({ live: { generation: 2 }, next: null });
  expect((await ask("/readyz")).status).toBe(200);
});
