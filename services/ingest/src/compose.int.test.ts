import { writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readingEventId } from "@milepost/connectors/reading-identity";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { Jobs } from "@milepost/jobs";
import { createHttpEdge, silentLogger, standingClock } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIngest } from "./compose.ts";
import type { Ingest } from "./compose.ts";
import { observationRow } from "./testing/observation-row.ts";

const logger = silentLogger();
const folder = temporaryFolder();
const NOW = "2026-10-01T06:00:00.000Z";

let test: TestLog;
let database: TestStore;
let jobs: Jobs;
let ingest: Ingest;
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(folder.path, "inbox"));
  [test, database] = await Promise.all([openTestLog(), openTestStore()]);
  jobs = openEmbeddedJobs({ logger });
  const clock = standingClock(Date.parse(NOW));
  const settings = { dataDir: folder.path };
  // Nothing projects here: tests put into the tables what they need there.
  const waitVisible = async (): Promise<void> => undefined;
  const parts = { log: test.log, store: database.store, jobs, clock, logger, settings, waitVisible };
  ingest = await createIngest(parts);
  app = createHttpEdge({ allowedHosts: [], logger });
  await app.register(ingest.routes, { prefix: "/v1" });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await ingest.close();
  await jobs.close();
  await Promise.all([database.close(), test.close()]);
  folder.remove();
});

async function call(
  request: string,
  payload?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = payload === undefined ? {} : { payload: payload as object };
  const [method, path] = request.split(" ") as ["GET" | "POST", string];
  const answer = await app.inject({ method, url: `/v1${path}`, headers, ...body });
  return { status: answer.statusCode, body: answer.json() };
}

describe("POST /alerts/{alert}/acknowledgements", () => {
  const alertRow = (alert: string, step: string, more: Record<string, unknown> = {}): string =>
    JSON.stringify({
      alert,
      step,
      goal: "revenue-2026",
      kpi: step === "raised" ? "revenue" : "",
      backtest: false,
      time: NOW,
      recorded_at: NOW,
      log_topic: "assessments",
      log_partition: 0,
      log_offset: 1,
      ...more,
    });
  const good = { plan: "Call the ten largest customers", reviewDate: "2026-11-01" };
  const post = (alert: string): string => `POST /alerts/${alert}/acknowledgements`;

  beforeAll(async () => {
    await database.store.insert("alert_events", [
      alertRow("open", "raised"),
      alertRow("cleared", "raised"),
      alertRow("cleared", "cleared"),
      alertRow("closed", "raised"),
      alertRow("closed", "closed"),
      alertRow("taken", "raised"),
      alertRow("taken", "acknowledged", { event_id: "acknowledgement-1" }),
    ]);
  });

  it("appends who took the alert on, and keeps the plan's words in the person store under the event's id", async () => {
    const { status, body } = await call(post("open"), good, { "milepost-actor": "ann" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ alert: "open", goal: "revenue-2026", reviewDate: "2026-11-01" });
    const acknowledged = (await test.events("assessments")).at(-1);
    expect(acknowledged).toMatchObject({
      id: body["id"],
      type: "milepost.alert.acknowledged.v1",
      actor: "ann",
      data: { alert: "open", goal: "revenue-2026", by: "ann", reviewDate: "2026-11-01" },
    });
    expect(JSON.stringify(acknowledged)).not.toContain("customers");
    const note = (await test.events("people")).at(-1);
    expect(note).toMatchObject({ data: { about: body["id"], person: "ann", text: good.plan } });
  });

  it("names the fields that are missing or wrong", async () => {
    const fieldsOf = async (payload: unknown): Promise<unknown> => {
      const { status, body } = await call(post("open"), payload);
      const problems = body["problems"] as { field: string }[];
      return [status, problems.map(({ field }) => field)];
    };
    expect(await fieldsOf({})).toEqual([400, ["body.plan", "body.reviewDate"]]);
    expect(await fieldsOf({ plan: "  ", reviewDate: "soon" })).toEqual([
      400,
      ["body.plan", "body.reviewDate"],
    ]);
    expect(await fieldsOf({ ...good, reviewDate: "2026-09-30" })).toEqual([422, ["body.reviewDate"]]);
  });

  it("refuses a person that the plan does not know, naming those that it knows", async () => {
    const common = { specversion: "1.0", source: "//test", time: NOW, recordedtime: NOW } as const;
    const data = { person: "ann", name: "Ann", email: "ann@example.org" };
    const event = { ...common, id: "person-ann", type: "milepost.person.recorded.v1", data } as const;
    await test.log.append([{ topic: "people", key: "ann", event }]);
    const { status, body } = await call(post("open"), good, { "milepost-actor": "nobody" });
    expect(status).toBe(422);
    expect(body["problems"]).toMatchObject([
      { field: "actor", code: "unknown_person", fix: expect.stringContaining("known people: ann") },
    ]);
    expect(await call(post("open"), good, { "milepost-actor": "ann" })).toMatchObject({ status: 201 });
  });

  it("answers 404 for an alert that does not exist, 409 for one that is over", async () => {
    expect(await call(post("none"), good)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await call(post("closed"), good)).toMatchObject({ status: 409 });
    expect(await call(post("cleared"), good)).toMatchObject({ status: 409 });
  });

  describe("POST /alerts/{alert}/snoozes", () => {
    const rest = { until: "2026-10-20", reason: "The second line starts on the 19th" };
    const put = (alert: string): string => `POST /alerts/${alert}/snoozes`;

    it("appends until when the alert rests, and keeps the reason in the person store under the event's id", async () => {
      const { status, body } = await call(put("open"), rest, { "milepost-actor": "ann" });
      expect(status).toBe(201);
      expect(body).toMatchObject({ alert: "open", goal: "revenue-2026", until: "2026-10-20" });
      expect((await test.events("assessments")).at(-1)).toMatchObject({
        id: body["id"],
        type: "milepost.alert.snoozed.v1",
        data: { alert: "open", goal: "revenue-2026", by: "ann", until: "2026-10-20" },
      });
      expect((await test.events("people")).at(-1)).toMatchObject({
        data: { about: body["id"], person: "ann", text: rest.reason },
      });
    });

    it.each([
      [{}, 400, ["body.until", "body.reason"]],
      [{ ...rest, reason: " " }, 400, ["body.reason"]],
      [{ ...rest, until: "2026-10-01" }, 422, ["body.until"]],
      [{ ...rest, until: "2027-02-01" }, 422, ["body.until"]],
    ])("of %j names the fields that are missing or wrong", async (payload, status, fields) => {
      const answer = await call(put("open"), payload, { "milepost-actor": "ann" });
      const problems = answer.body["problems"] as { field: string }[];
      expect([answer.status, problems.map(({ field }) => field)]).toEqual([status, fields]);
    });

    it("says which dates are possible", async () => {
      const fixOf = async (until: string): Promise<unknown> => {
        const { body } = await call(put("open"), { ...rest, until }, { "milepost-actor": "ann" });
        return (body["problems"] as { fix: string }[])[0]?.fix;
      };
      expect(await fixOf("2026-10-01")).toBe("send 2026-10-02 or a later date");
      expect(await fixOf("2027-01-02")).toMatch(/^send 2027-01-01 or an earlier date/);
    });

    it("answers 404 for an alert that does not exist, 409 for one that is over", async () => {
      expect(await call(put("none"), rest)).toMatchObject({ status: 404, body: { code: "not_found" } });
      expect(await call(put("closed"), rest)).toMatchObject({ status: 409 });
      expect(await call(put("cleared"), rest)).toMatchObject({ status: 409 });
    });
  });

  it("repeats its answer under the same idempotency key and appends nothing twice", async () => {
    const headers = { "idempotency-key": "k" };
    const first = await call(post("taken"), good, headers);
    await database.store.insert("alert_events", [
      alertRow("taken", "acknowledged", { event_id: first.body["id"], log_offset: 2 }),
    ]);
    const before = (await test.events("assessments")).length;
    expect(await call(post("taken"), good, headers)).toEqual(first);
    expect(await test.events("assessments")).toHaveLength(before);
  });
});

describe("connectors over HTTP", () => {
  const connector = {
    kind: "file",
    path: "values.csv",
    kpi: "revenue",
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
  };

  it("are listed, checked, looked into, run, and their runs paged", async () => {
    writeFileSync(join(folder.path, "inbox", "values.csv"), "month,value\n2026-09,11\n");
    const plan = planFile({ connectors: { file: connector } });
    expect(await call("POST /plans", plan)).toMatchObject({ status: 200 });
    expect(await call("GET /connectors")).toMatchObject({
      body: { items: [{ id: "file", running: false, lastRun: null }], next: null },
    });
    expect(await call("GET /connectors?kind=file")).toMatchObject({ status: 400 });
    expect(await call("POST /connectors/file/check")).toMatchObject({ status: 200, body: { ok: true } });
    expect(await call("POST /connectors/file/discover")).toMatchObject({ body: { rowsLookedAt: 1 } });
    expect(await call("POST /connectors/file/preview")).toMatchObject({
      body: { observationsAppended: 1, observations: [{ period: "2026-09", value: "11" }] },
    });
    const run = await call("POST /connectors/file/runs");
    expect(run).toMatchObject({ status: 200, body: { run: "file-run-1", observationsAppended: 1 } });
    await call("POST /connectors/file/runs", {});
    const page = await call("GET /connectors/file/runs?limit=1");
    expect(page.body).toMatchObject({ items: [{ run: "file-run-2" }], next: "file-run-2" });
    const last = await call("GET /connectors/file/runs?limit=1&cursor=file-run-2");
    expect(last.body).toEqual({ items: [run.body], next: null });
    expect(await call("GET /connectors")).toMatchObject({
      body: { items: [{ lastRun: { run: "file-run-2" } }] },
    });
  });

  it("answer 404 when the plan does not have them", async () => {
    for (const what of ["check", "discover", "preview", "runs"]) {
      expect(await call(`POST /connectors/none/${what}`)).toMatchObject({ status: 404 });
    }
    expect(await call("GET /connectors/none/runs")).toMatchObject({ status: 404 });
  });

  it("do not append again what counts of them, whatever another source said", async () => {
    const previewed = async (more: Record<string, unknown>): Promise<unknown> => {
      await database.store.insert("observation_events", [observationRow(NOW, more)]);
      const { body } = await call("POST /connectors/file/preview");
      return [body["observationsAppended"], body["unchanged"]];
    };
    expect(await previewed({})).toEqual([0, 1]);
    const later = "2026-10-01T06:00:10.000Z";
    // Another content under a known id is no reading of its own.
    expect(await previewed({ value: "12", time: later, log_offset: 1 })).toEqual([0, 1]);
    expect(await previewed({ source: "//erp", id: "b", value: "13", time: later, log_offset: 2 })).toEqual([
      0, 1,
    ]);
    expect(await previewed({ id: "c", value: "12", time: later, log_offset: 3 })).toEqual([1, 0]);
    const taken = { event_type: "retracted", value: null, time: "2026-10-01T06:00:20.000Z" };
    expect(await previewed({ id: "d", log_offset: 4, ...taken })).toEqual([1, 0]);
    const newest = { id: "e", value: "11", time: "2026-10-01T06:00:30.000Z", log_offset: 5 };
    expect(await previewed(newest)).toEqual([0, 1]);
    // Once the unit is another one, the same digits say something else.
    const { kpis } = planFile() as { readonly kpis: { readonly revenue: object } };
    const inMillions = { ...kpis, revenue: { ...kpis.revenue, unit: "million" } };
    const backfilling = { file: { ...connector, knownAt: "period-end" } };
    const text = JSON.stringify(planFile({ connectors: backfilling, kpis: inMillions }));
    expect(await ingest.applyPlan({ text, actor: "ann" })).toMatchObject({ ok: true });
    expect(await previewed({ id: "f", log_offset: 6, time: NOW })).toEqual([1, 0]);
    // It said 11 and 12 in the old unit: which of them this is in the new one nobody could know at first.
    const { body: seen } = await call("POST /connectors/file/preview");
    expect(seen).toMatchObject({ observations: [{ knownAt: null }] });
    // Its id names the newest event, though that one spoke of another unit: said again under the same run it is another event.
    const { body } = await call("POST /connectors/file/runs");
    const place = {
      kpi: "revenue",
      series: {},
      period: "2026-09",
      kind: "actual",
      line: 2,
      column: "value",
    } as const;
    const reading = { ...place, value: "11", publishedAt: null };
    expect((await test.events("observations")).at(-1)?.id).toBe(
      readingEventId(String(body["run"]), reading, "e"),
    );
    // In the unit of before, what was said in it is said still, whatever was said in the other one meanwhile.
    const back = JSON.stringify(planFile({ connectors: { file: connector } }));
    expect(await ingest.applyPlan({ text: back, actor: "ann" })).toMatchObject({ ok: true });
    const inBetween = { kpi_version: 2, value: "99", time: "2026-10-01T06:55:00.000Z" };
    expect(await previewed({ id: "g", log_offset: 7, ...inBetween })).toEqual([0, 1]);
  });
});
