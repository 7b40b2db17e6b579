import { randomUUID } from "node:crypto";
import { demoPlan, demoValues } from "@milepost/predict/testing/demo-values";
import { openTraceReceiver } from "@milepost/runtime/trace-receiver.fixture";
import type { ReceivedSpan, TraceReceiver } from "@milepost/runtime/trace-receiver.fixture";
import type { MilepostEvent } from "@milepost/contracts";
import { observationEvent } from "@milepost/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { postForAsLongAsItTakes } from "./event-load.fixture.ts";
import { daysFrom, servicesArePossible, startServices, writeDays } from "./services.fixture.ts";
import type { Page, Services } from "./services.fixture.ts";

const NOW = "2014-10-01T04:00:00.000Z";
/** Two of the demo's KPIs, with a goal a year each. */
const AGENCY = "mnr-h";
const KPI = "mnr-harlem-line-otp";
const BATCH_EVENTS = 1_000;
const NAMES = ["projector", "predict", "ingest", "scoreboard"] as const;
/** Whom later tests need at the one address; of the others the second instance goes on. */
const AT_ONE_ADDRESS: ReadonlySet<string> = new Set(["ingest", "scoreboard"]);
/** The stated time in which a process that is asked to stop ends. */
const DRAIN_LIMIT_MS = 20_000;
/** A connector hands on 5,000 readings at once: three times. */
const FILE_DAYS = 12_000;

const dailyKpi = { unit: "count", direction: "increase", behaviour: "flow", grain: "day" };
const fileConnector = (file: string, kpi: string): unknown => ({
  kind: "file",
  path: file,
  kpi,
  knownAt: "period-end",
  period: { column: "day", grain: "day" },
  measures: [{ column: "value" }],
});
const mapValues = <From, To>(
  values: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> => Object.fromEntries(Object.entries(values).map(([key, each]) => [key, map(each)]));
const withoutParent = <Kpi extends object>(kpi: Kpi): Kpi =>
  Object.fromEntries(Object.entries(kpi).filter(([key]) => key !== "parent")) as Kpi;
const agency = demoPlan(AGENCY);
const plan = {
  ...agency,
  kpis: {
    // Their parents are not here.
    ...mapValues(agency.kpis, withoutParent),
    load: { ...dailyKpi, name: "Load" },
    letter: { ...dailyKpi, name: "A dead letter" },
    small: { ...dailyKpi, name: "A small file" },
    large: { ...dailyKpi, name: "A large file" },
  },
  connectors: {
    small: fileConnector("small.csv", "small"),
    large: fileConnector("large.csv", "large"),
  },
};

describe.skipIf(!(await servicesArePossible()))(
  "services as processes of their own, on Kafka, Redis and ClickHouse",
  () => {
    let services: Services;
    let receiver: TraceReceiver;
    const isReady = async (as: string): Promise<void> => {
      const timeout = 60_000;
      await vi.waitFor(async () => expect(await services.notReady(as)).toBeUndefined(), { timeout });
    };
    const valuesOf = async (kpi: string): Promise<ReadonlyMap<string, string>> => {
      const sql = `SELECT period_label AS period, toString(value) AS value FROM observations WHERE kpi = '${kpi}'`;
      const rows = await services.sql<{ period: string; value: string }>(sql);
      return new Map(rows.map(({ period, value }) => [period, value]));
    };
    const versionsOf = async (kpi: string): Promise<number> => {
      const sql = `SELECT toUInt32(count()) AS versions FROM observations_history WHERE kpi = '${kpi}'`;
      return (await services.sql<{ versions: number }>(sql))[0]?.versions ?? 0;
    };

    beforeAll(async () => {
      receiver = await openTraceReceiver();
      services = await startServices({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint }, NOW);
      await Promise.all(NAMES.map((name) => services.start(name, { as: `${name}-2` })));
      for (const as of NAMES.flatMap((name) => [name, `${name}-2`])) await isReady(as);
    });
    afterAll(async () => {
      await services.close();
      await receiver.close();
    });

    it("a plan goes in at the one address, and so do values; values, pages and the whole API come out", async () => {
      const applied = await services.post("/v1/plans", plan);
      expect([applied.status, await applied.text()]).toEqual([200, expect.stringContaining('"added":')]);
      const events = demoValues("2014-09", AGENCY).map(({ kpi, period, kind, value, knownAt }, index) =>
        observationEvent({
          event: { id: `value ${index}`, time: knownAt },
          data: { kpi, period, kind, value, knownAt },
        }),
      );
      for (let from = 0; from < events.length; from += BATCH_EVENTS) {
        const taken = await services.post("/v1/events", events.slice(from, from + BATCH_EVENTS));
        expect([taken.status, await taken.text()]).toEqual([202, expect.stringContaining('"rejected":0')]);
      }
      const last = `/v1/kpis/${KPI}/observations?kind=actual&from=2014-09-01`;
      await expect
        .poll(async () => (await services.get<Page>(last)).items, { timeout: 30_000 })
        .toMatchObject([{ period_label: "2014-09" }]);
      for (const page of ["/", "/alerts", `/kpis/${KPI}`, "/track-record"])
        expect([page, (await fetch(`${services.url}${page}`)).status]).toEqual([page, 200]);
      const whole = await services.get<{ paths: Record<string, object> }>("/openapi.json");
      expect(Object.keys(whole.paths)).toEqual(
        expect.arrayContaining(["/v1/events", "/v1/rebuilds", "/v1/assessments", "/v1/kpis"]),
      );
    });

    it("goals are assessed by either predict, alerts are raised and taken on", async () => {
      const assessed = await services.post("/v1/assessments");
      expect([assessed.status, await assessed.text()]).toEqual([200, expect.stringContaining('"assessed":')]);
      await expect
        .poll(async () => (await services.get<Page>("/v1/alerts?status=open")).items.length, {
          timeout: 60_000,
        })
        .toBeGreaterThan(0);
      const [alert] = (await services.get<Page>("/v1/alerts?status=open")).items;
      expect((await services.get<Page>("/v1/assessments")).items.length).toBeGreaterThan(1);
      const taken = await services.post(
        `/v1/alerts/${String(alert?.["alert"])}/acknowledgements`,
        { plan: "Send the second crew", reviewDate: "2014-11-03" },
        { "milepost-actor": "mnr-performance" },
      );
      expect([taken.status, await taken.text()]).toEqual([201, expect.stringContaining("2014-11-03")]);
      expect((await services.get<Page>("/v1/alerts?status=acknowledged")).items).toMatchObject([
        { alert: alert?.["alert"] },
      ]);
    });

    it("a record that nobody judged becomes a dead letter, is corrected at the one address, and is visible once", async () => {
      const event = observationEvent({
        event: { time: "2014-09-02T00:00:00Z" },
        data: { kpi: "letter", period: "2014-09-01", value: "n/a" },
      });
      const [placed] = await services.log.append([
        { topic: "observations", key: "letter/", event: event as unknown as MilepostEvent },
      ]);
      const id = `observations-${placed?.partition}-${placed?.offset}`;
      await expect
        .poll(async () => (await services.get<Page>("/v1/dead-letters")).items, { timeout: 30_000 })
        .toMatchObject([{ dead_letter: id }]);
      const fixed = { ...event, data: { ...(event["data"] as object), value: "7" } };
      const replayed = await services.post(`/v1/dead-letters/${id}/replays`, { event: fixed });
      expect([replayed.status, await replayed.text()]).toEqual([
        201,
        expect.stringContaining('"outcome":"visible"'),
      ]);
      expect(await valuesOf("letter")).toEqual(new Map([["2014-09-01", "7"]]));
    });

    it("a connector is run and all tables are rebuilt at the one address, and nothing differs", async () => {
      writeDays(services, "small.csv", daysFrom("2014-01-01", 100));
      const run = await services.post("/v1/connectors/small/runs");
      expect(await run.json()).toMatchObject({ observationsAppended: 100 });
      await expect.poll(async () => (await valuesOf("small")).size, { timeout: 30_000 }).toBe(100);
      const before = await valuesOf("small");
      const begun = await services.post("/v1/rebuilds");
      expect(begun.status).toBe(202);
      const { rebuild } = (await begun.json()) as { readonly rebuild: string };
      await expect
        .poll(() => services.get(`/v1/rebuilds/${encodeURIComponent(rebuild)}`), { timeout: 60_000 })
        .toMatchObject({ state: "done", differed: false });
      expect(await valuesOf("small")).toEqual(before);
    });

    it("one trace leads from the request at the front door to the row in the table", async () => {
      const trace = randomUUID().replaceAll("-", "");
      const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
      const event = observationEvent({
        event: { time: "2014-09-30T00:00:00Z" },
        data: { kpi: "load", period: "1949-01-01" },
      });
      expect((await services.post("/v1/events", [event], { traceparent })).status).toBe(202);
      const spans = (): readonly ReceivedSpan[] =>
        receiver.spans().filter(({ traceId }) => traceId === trace);
      await expect
        .poll(() => spans().map(({ service }) => service), { timeout: 20_000 })
        .toContain("projector");
      const [row] = spans().filter(({ service }) => service === "projector");
      expect(row).toMatchObject({
        name: "insert observation_events",
        attributes: {
          "db.collection.name": "observation_events",
          "messaging.destination.name": "observations",
          "messaging.destination.partition.id": expect.any(String),
          "messaging.kafka.offset": expect.anything(),
        },
      });
      const wayTo = (span: ReceivedSpan | undefined): readonly string[] => {
        if (span === undefined) return [];
        const parent = spans().find(({ spanId }) => spanId === span.parentSpanId);
        return [...wayTo(parent), `${span.service}: ${span.name}`];
      };
      // Each process sends its spans in its own time.
      await expect
        .poll(() => wayTo(row), { timeout: 20_000 })
        .toEqual([
          "scoreboard: POST /v1/events",
          "ingest: POST /v1/events",
          "ingest: log append",
          "projector: insert observation_events",
        ]);
    });

    it("one of two instances of each service, asked to stop under load, ends in the stated time with 0; what was accepted is there once", async () => {
      const load = postForAsLongAsItTakes(services, "load", daysFrom("1950-01-01", 20_000));
      for (const name of NAMES) {
        const posted = load.posted();
        await expect.poll(load.posted).toBeGreaterThan(posted);
        const stopped = performance.now();
        expect([name, await services.running(name).stop()]).toEqual([name, 0]);
        expect(performance.now() - stopped).toBeLessThan(DRAIN_LIMIT_MS);
        expect(services.running(name).said()).not.toContain("Did not close");
        if (!AT_ONE_ADDRESS.has(name)) continue;
        await services.start(name);
        await isReady(name);
      }
      const accepted = await load.stop();
      for (const refusal of load.refusals().keys()) {
        expect(["none", "503 not_ready", "503 service_unreachable", "503 aborted"]).toContain(refusal);
      }
      await expect.poll(() => versionsOf("load"), { timeout: 60_000 }).toBe(accepted.size + 1);
      const values = new Map(await valuesOf("load"));
      values.delete("1949-01-01");
      expect(values).toEqual(accepted);
    });

    it("an instance of ingest that is killed in the middle of a run is taken over from, and no value is lost or doubled", async () => {
      const days = daysFrom("1970-01-01", FILE_DAYS);
      writeDays(services, "large.csv", days);
      const other = services.running("ingest-2");
      await services.running("ingest").stop();
      await services.start("ingest", { env: { MILEPOST_TEST_KILL_AT: "connector-run:batch-appended:2" } });
      await isReady("ingest");
      // Only the one that is to die takes the run.
      other.signal("SIGSTOP");
      const cutOff = await services.post("/v1/connectors/large/runs");
      expect(cutOff.status).toBe(503);
      await services.running("ingest").exited;
      expect(services.running("ingest").process.signalCode).toBe("SIGKILL");
      other.signal("SIGCONT");
      await services.start("ingest");
      await isReady("ingest");
      const run = await services.post("/v1/connectors/large/runs");
      expect(await run.json()).toMatchObject({ status: "succeeded" });
      await expect.poll(() => versionsOf("large"), { timeout: 60_000 }).toBe(FILE_DAYS);
      expect(await valuesOf("large")).toEqual(new Map(days.map((day, index) => [day, String(index)])));
    });

    it.each([
      ["redis", "ingest", "jobs"],
      ["clickhouse", "projector-2", "ClickHouse"],
      ["kafka", "ingest", "log"],
    ] as const)(
      "when %s is killed and comes back, %s says so meanwhile (%s) and goes on by itself, with every other service",
      async (server, name, part) => {
        const values = await valuesOf("load");
        const day = daysFrom("1940-01-01", 3)[["redis", "clickhouse", "kafka"].indexOf(server)] ?? "";
        await services.servers[server].kill("SIGKILL");
        await expect
          .poll(() => services.notReady(name), { timeout: 30_000 })
          .toMatch(new RegExp(`(^|; )${part} \\(since`));
        await services.servers[server].restart();
        for (const as of ["ingest", "scoreboard", ...NAMES.map((each) => `${each}-2`)]) await isReady(as);
        const event = observationEvent({
          event: { time: "2014-09-30T00:00:00Z" },
          data: { kpi: "load", period: day, value: "5" },
        });
        await expect
          .poll(async () => (await services.post("/v1/events", [event])).status, { timeout: 30_000 })
          .toBe(202);
        await expect
          .poll(() => valuesOf("load"), { timeout: 30_000 })
          .toEqual(new Map([...values, [day, "5"]]));
        expect((await services.post("/v1/connectors/small/runs")).status).toBe(200);
      },
    );

    it("a service that is away is named to those who need it, and everything else goes on", async () => {
      await services.running("predict").stop();
      const answer = await services.post("/v1/assessments");
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
      expect(await answer.json()).toMatchObject({
        code: "service_unreachable",
        title: expect.stringContaining('"predict"'),
      });
      expect((await services.get<Page>("/v1/kpis")).items.length).toBeGreaterThan(3);
    });
  },
);
