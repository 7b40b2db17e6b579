import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import { planFile } from "@milepost/testkit";
import { spawnMilepost, startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import { afterAll, expect, it } from "vitest";

const folder = temporaryFolder();
afterAll(folder.remove);

/** A connector hands on 5,000 readings at once. */
const DAYS = 12_000;
const TWO_BATCHES = 10_000;
const FIRST_DAY = Date.parse("1990-01-01");
const DAY_MS = 86_400_000;

const dayOf = (index: number): string => new Date(FIRST_DAY + index * DAY_MS).toISOString().slice(0, 10);
const plan = planFile({
  kpis: {
    revenue: {
      name: "Revenue",
      unit: "count",
      direction: "increase",
      behaviour: "flow",
      grain: "day",
      dataOwner: "ann",
    },
  },
  goals: {},
  connectors: {
    days: {
      kind: "file",
      path: "days.csv",
      kpi: "revenue",
      knownAt: "period-end",
      period: { column: "day", grain: "day" },
      measures: [{ column: "revenue" }],
    },
  },
});

const post = (url: string, body: unknown = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": url.endsWith("plans") ? "application/yaml" : "application/json" },
    body: JSON.stringify(body),
  });

async function records(topic: "observations" | "runs"): Promise<number> {
  const log = await openEmbeddedLog({
    dir: join(folder.path, "log"),
    prefix: "milepost",
    logger: silentLogger(),
  });
  const ends = Object.values(await log.end([topic]));
  await log.close();
  return ends.reduce((sum, end) => sum + end, 0);
}

it("a process that is told to die at a step is killed exactly there, and the next one ends its work", async () => {
  mkdirSync(join(folder.path, "inbox"), { recursive: true });
  const lines = Array.from({ length: DAYS }, (_, index) => `${dayOf(index)},${index}`);
  writeFileSync(join(folder.path, "inbox", "days.csv"), ["day,revenue", ...lines].join("\n"));
  const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: "connector-run:batch-appended:2" };
  const dying = await startMilepost({ dataDir: folder.path, env });
  const applied = await post(`${dying.url}/v1/plans`, plan);
  expect([applied.status, await applied.text()]).toEqual([200, expect.stringContaining('"added":')]);
  await expect(post(`${dying.url}/v1/connectors/days/runs`)).rejects.toThrow("fetch failed");
  await dying.exited;
  expect(dying.process.signalCode).toBe("SIGKILL");
  expect([await records("observations"), await records("runs")]).toEqual([TWO_BATCHES, 0]);

  const next = await startMilepost({ dataDir: folder.path, env: { MILEPOST_DEMO: "0" } });
  const run = await post(`${next.url}/v1/connectors/days/runs`);
  expect(await run.json()).toMatchObject({ status: "succeeded", observationsAppended: DAYS - TWO_BATCHES });
  await next.stop();
  expect([await records("observations"), await records("runs")]).toEqual([DAYS, 1]);
});

it.each([
  ["connector-run", "is no step"],
  ["connector-run:landed:1", "it has run-started, batch-appended, run-appending, run-appended"],
])('"%s" is refused with what there is', async (setting, words) => {
  const own = temporaryFolder();
  const env = { MILEPOST_DEMO: "0", MILEPOST_TEST_KILL_AT: setting };
  const refused = spawnMilepost({ dataDir: own.path, env });
  expect(await refused.exited).toBe(1);
  expect(refused.said()).toContain("MILEPOST_TEST_KILL_AT");
  expect(refused.said()).toContain(words);
  own.remove();
});
