import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { DEAD_LETTER_STEPS, RUN_STEPS } from "@milepost/ingest/steps";
import { PREDICT_STEPS } from "@milepost/predict/steps";
import { BATCH_STEPS, DERIVE_STEPS, REBUILD_STEPS } from "@milepost/projector/steps";
import { silentLogger } from "@milepost/runtime";
import { observationEvent, planFile } from "@milepost/testkit";
import { spawnMilepost, startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { afterAll, expect, it } from "vitest";
import { clockSet } from "./clock-set.fixture.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

/** Every step at which a test may name the end of a process. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  projector: BATCH_STEPS,
  derive: DERIVE_STEPS,
  rebuild: REBUILD_STEPS,
  "connector-run": RUN_STEPS,
  "dead-letters": DEAD_LETTER_STEPS,
  assessment: PREDICT_STEPS,
};
const NOW = "2026-10-02T06:00:00.000Z";
const PAGE_PATTERN = /At risk\s+(http:\/\/\S+?)\/?\s/;
/** A connector hands on 5,000 readings at once. */
const DAYS = 12_000;
const TWO_BATCHES = 10_000;
const FIRST_DAY = Date.parse("1990-01-01");
const DAY_MS = 86_400_000;

const dayOf = (index: number): string => new Date(FIRST_DAY + index * DAY_MS).toISOString().slice(0, 10);
const flow = { unit: "count", direction: "increase", behaviour: "flow", dataOwner: "ann" };
const plan = planFile({
  kpis: {
    revenue: { ...flow, name: "Revenue", grain: "month" },
    visits: { ...flow, name: "Visits", grain: "day" },
  },
  connectors: {
    days: {
      kind: "file",
      path: "days.csv",
      kpi: "visits",
      knownAt: "period-end",
      period: { column: "day", grain: "day" },
      measures: [{ column: "visits" }],
    },
  },
});
const months = Array.from({ length: 9 }, (_, index) => `2026-0${index + 1}`);
const valueOf = (period: string, value: string): Record<string, unknown> =>
  observationEvent({ event: { id: `${period} is ${value}` }, data: { period, value } });
const [late, restated] = [valueOf("2025-11", "5"), valueOf("2026-09", "12")];
const observed = observationEvent({ event: { id: "a letter" }, data: { period: "2025-12", value: "n/a" } });
const mended = { ...observed, data: { ...(observed["data"] as object), value: "7" } };
let letter = "";

const post = (url: string, body: unknown = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": url.endsWith("plans") ? "application/yaml" : "application/json" },
    body: JSON.stringify(body),
  });
const items = async (url: string): Promise<readonly Record<string, unknown>[]> =>
  ((await (await fetch(url)).json()) as { readonly items: readonly Record<string, unknown>[] }).items;

async function withLog<Result>(use: (log: EventLog) => Promise<Result>): Promise<Result> {
  const log = await openEmbeddedLog({
    dir: join(folder.path, "log"),
    prefix: "milepost",
    logger: silentLogger(),
  });
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}

const records = (topic: "observations" | "runs"): Promise<number> =>
  withLog(async (log) => Object.values(await log.end([topic])).reduce((sum, end) => sum + end, 0));

it("a process that is told to die at a step is killed exactly there, and the next one ends its work", async () => {
  mkdirSync(join(folder.path, "inbox"), { recursive: true });
  const lines = Array.from({ length: DAYS }, (_, index) => `${dayOf(index)},${index}`);
  writeFileSync(join(folder.path, "inbox", "days.csv"), ["day,visits", ...lines, ""].join("\n"));
  await withLog((log) => log.append([{ topic: "strategy", key: "clock", event: clockSet(NOW) }]));
  const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: "connector-run:batch-appended:2" };
  const dying = await startMilepost({ dataDir: folder.path, env });
  const applied = await post(`${dying.url}/v1/plans`, plan);
  expect([applied.status, await applied.text()]).toEqual([200, expect.stringContaining('"added":')]);
  await expect(post(`${dying.url}/v1/connectors/days/runs`)).rejects.toThrow("fetch failed");
  await dying.exited;
  expect(dying.process.signalCode).toBe("SIGKILL");
  expect([await records("observations"), await records("runs")]).toEqual([TWO_BATCHES, 0]);

  const next = await startMilepost({ dataDir: folder.path, env: { MILEPOST_DEMO: "0" } });
  await post(
    `${next.url}/v1/events`,
    months.map((period) => valueOf(period, "1")),
  );
  const run = await post(`${next.url}/v1/connectors/days/runs`);
  expect(await run.json()).toMatchObject({ status: "succeeded", observationsAppended: DAYS - TWO_BATCHES });
  await next.stop();
  expect([await records("observations"), await records("runs")]).toEqual([DAYS + months.length, 1]);

  const [placed] = await withLog((log) =>
    log.append([{ topic: "observations", key: "revenue/", event: observed as unknown as MilepostEvent }]),
  );
  letter = `observations-${placed?.partition}-${placed?.offset}`;
});

/** Has a running Milepost come to each area's step. */
const WORK: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  "projector:inserted:1": (url) => post(`${url}/v1/events`, [late]),
  "derive:derived:1": (url) => post(`${url}/v1/events`, [restated]),
  "assessment:appended:1": (url) => post(`${url}/v1/assessments`),
  "rebuild:exchanging:1": (url) => post(`${url}/v1/rebuilds`),
  "dead-letters:replaced:1": (url) => post(`${url}/v1/dead-letters/${letter}/replays`, { event: mended }),
};

it.each(Object.entries(WORK))("a process is killed at %s, whenever it comes there", async (at, work) => {
  const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: at };
  const dying = spawnMilepost({ dataDir: folder.path, env });
  // It may come there by itself before it says where it listens.
  const asked = dying.saying(PAGE_PATTERN).then(([, url = ""]) => work(url));
  await Promise.allSettled([asked, dying.exited]);
  expect(dying.child.signalCode).toBe("SIGKILL");
});

it("after all of them everything is there, once, and no area was left out", async () => {
  const killed = [...Object.keys(WORK), "connector-run:batch-appended:2"].map((at) => at.split(":"));
  for (const [area = "", step] of killed) expect(STEPS[area]).toContain(step);
  expect(new Set(killed.map(([area]) => area))).toEqual(new Set(Object.keys(STEPS)));

  const last = await startMilepost({ dataDir: folder.path, env: { MILEPOST_DEMO: "0" } });
  const replayed = await post(`${last.url}/v1/dead-letters/${letter}/replays`, { event: mended });
  expect([replayed.status, await replayed.text()]).toEqual([201, expect.stringContaining('"visible"')]);
  // Whoever got no answer says it again.
  expect((await post(`${last.url}/v1/events`, [late, restated])).status).toBe(202);
  await expect
    .poll(async () => (await items(`${last.url}/v1/rebuilds`)).map(({ state }) => state), { timeout: 60_000 })
    .toEqual(["done"]);
  const values = async (): Promise<readonly string[]> =>
    (await items(`${last.url}/v1/kpis/revenue/observations?kind=actual&limit=100`))
      .map(({ period_label: period, value }) => `${String(period)}: ${Number(value)}`)
      .toSorted();
  await expect
    .poll(values, { timeout: 30_000 })
    .toEqual([
      "2025-11: 5",
      "2025-12: 7",
      ...months.slice(0, -1).map((month) => `${month}: 1`),
      "2026-09: 12",
    ]);
  expect((await items(`${last.url}/v1/assessments`)).map(({ goal }) => goal)).toEqual(["revenue-2026"]);
  await last.stop();
});

it.each([
  ["connector-run", "is no step"],
  ["rebuild:landed:1", `it has ${REBUILD_STEPS.join(", ")}`],
])('"%s" is refused with what there is', async (setting, words) => {
  const own = temporaryFolder();
  const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: setting };
  const refused = spawnMilepost({ dataDir: own.path, env });
  expect(await refused.exited).toBe(1);
  expect(refused.said()).toContain("MILEPOST_TEST_KILL_AT");
  expect(refused.said()).toContain(words);
  own.remove();
});
