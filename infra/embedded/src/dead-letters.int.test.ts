import type { Topic } from "@milepost/contracts";
import { recordAt } from "@milepost/event-log";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { appendRawText } from "@milepost/testkit/raw-log-text";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { deadLettersOf, visibleOnce } from "./dead-letters.fixture.ts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { logFolder, startDeployment } from "./deployment-under-test.fixture.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const JUDGED = { rules: "1", kpiVersion: 1, grain: "month", seriesSource: "" };
const RUN_ENVELOPE = { specversion: "1.0", source: "//test", type: "milepost.run.completed.v1", time: NOW };
const RUN = {
  run: "erp-1",
  connector: "erp",
  mode: "pull",
  status: "succeeded",
  startedAt: NOW,
  finishedAt: NOW,
  rowsRead: 1,
  observationsAppended: 1,
  unchanged: 0,
  empty: 0,
  notYetPublished: 0,
  problemCount: 0,
  problems: [],
};
const folder = temporaryFolder();
let under: DeploymentUnderTest;

beforeAll(async () => {
  await appendRawText(logFolder(folder.path), { topic: "observations", partition: 0, text: '{"id": "cut o' });
  under = await startDeployment(folder.path, NOW);
  await under.embedded.ingest.applyPlan({ text: JSON.stringify(planFile()), actor: "ann" });
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

const { bury, lettersInAll, nextPeriod, replay, show, valuesOf } = deadLettersOf(() => under);

describe("a record that could not be processed is listed, shown whole, fixed, replayed and visible once", () => {
  it("no JSON", async () => {
    const id = "observations-0-0";
    const listed = await under.call("GET /v1/dead-letters?status=open&code=no_json");
    expect(listed.body).toMatchObject({ total: 1, next: null, items: [{ dead_letter: id, attempts: 1 }] });
    expect(await show(id)).toMatchObject({
      payload: '{"id": "cut o',
      payload_complete: true,
      code: "no_json",
    });
    const again = await replay(id);
    expect(again).toMatchObject({ status: 422, body: { problems: [{ code: "no_json" }] } });
    const period = nextPeriod();
    const event = observationEvent({ event: { id: "cut off" }, data: { period, value: "7.25" } });
    expect(await replay(id, { event })).toMatchObject({ status: 201, body: { outcome: "visible" } });
    expect(await valuesOf(period)).toEqual(visibleOnce("7.25"));
    expect(await show(id)).toMatchObject({ status: "replayed", attempts: 2, resolved_by: "api" });
  });

  it("an unknown type", async () => {
    const period = nextPeriod();
    const event = observationEvent({ event: { id: "weather" }, data: { period, value: "3" } });
    const id = await bury({ ...event, type: "milepost.weather.v9" });
    const before = await lettersInAll();
    expect(await replay(id)).toMatchObject({ status: 422, body: { problems: [{ code: "unknown_type" }] } });
    expect(await lettersInAll()).toBe(before);
    expect(await show(id)).toMatchObject({ status: "open", code: "unknown_type", attempts: 2 });
    const { type } = event;
    const answer = await replay(id, { event: { ...event, type } }, { "milepost-actor": "ann" });
    expect(answer).toMatchObject({
      status: 201,
      body: { by: "ann", outcome: "visible", replacementDeadLetter: null },
    });
    expect(await valuesOf(period)).toEqual(visibleOnce("3"));
  });

  it("fields that break the schema, in a payload longer than a letter keeps", async () => {
    const period = nextPeriod();
    const long = "🙂".repeat(60_000);
    const event = observationEvent({
      event: { id: "long" },
      data: { period, value: "n/a", note: `x${long}` },
    });
    const id = await bury(event);
    const letter = await show(id);
    expect(letter).toMatchObject({ code: "invalid_event", payload_complete: true });
    const payload = JSON.parse(letter["payload"] as string) as typeof event & { data: object };
    expect(payload).toEqual(event);
    const data = { ...payload.data, value: 12.1234567890123 };
    const refused = await replay(id, { event: { ...payload, data } });
    expect(refused).toMatchObject({ status: 422, body: { problems: [{ field: "event.data.value" }] } });
    expect(await show(id)).toMatchObject({ attempts: 1, status: "open" });
    // Digits of a number survive; without id and source, those of the original are kept.
    const { id: _id, source: _source, ...nameless } = payload;
    const answer = await replay(id, {
      event: { ...nameless, data: { ...payload.data, value: 12.123456789 } },
    });
    expect(answer).toMatchObject({ status: 201, body: { outcome: "visible" } });
    expect(await valuesOf(period)).toEqual(visibleOnce("12.123456789"));
    const place = answer.body["replacement"] as { topic: Topic; partition: number; offset: number };
    const record = await recordAt(under.embedded.log, place);
    expect(record?.value).toMatchObject({ id: "long", source: event["source"], causationid: id });
  });

  it("a date that the tables do not hold", async () => {
    const period = nextPeriod();
    const event = observationEvent({ event: { id: "far" }, data: { period: "2500-01", value: "5" } });
    const id = await bury(event);
    expect(await show(id)).toMatchObject({
      code: "invalid_event",
      reason: expect.stringContaining("2500-01-01"),
    });
    const fixed = observationEvent({ event: { id: "far" }, data: { period, value: "5" } });
    expect(await replay(id, { event: fixed })).toMatchObject({ status: 201 });
    expect(await valuesOf(period)).toEqual(visibleOnce("5"));
  });

  it("a row that the database refuses: tried again it is the same letter, not a second one", async () => {
    const period = nextPeriod();
    // Judged by an older version, which took such ids.
    const judged = { ...JUDGED, periodStart: `${period}-01`, periodEnd: `${period}-28` };
    const event = observationEvent({ event: { id: "half \ud800" }, data: { period, value: "8", judged } });
    const id = await bury(event);
    expect(await show(id)).toMatchObject({ code: "row_refused", attempts: 1 });
    const before = await lettersInAll();
    for (const attempts of [2, 3]) {
      expect(await replay(id)).toMatchObject({ status: 422, body: { problems: [{ code: "row_refused" }] } });
      expect(await show(id)).toMatchObject({ status: "open", attempts });
    }
    expect(await lettersInAll()).toBe(before);
    const answer = await replay(id, { event: { ...event, id: "half" } });
    expect(answer).toMatchObject({ status: 201, body: { outcome: "visible" } });
    expect(await valuesOf(period)).toEqual(visibleOnce("8"));
    expect(await lettersInAll()).toBe(before);
  });

  it("a definition, which is judged by its schema and must stay in its topic", async () => {
    const definition = { name: "Buried", unit: "count", behaviour: "flow", grain: "fortnight" };
    const data = { id: "buried", effectiveFrom: "2026-01-01", managedBy: "api", kpiVersion: 1, definition };
    const envelope = { specversion: "1.0", id: "define-buried", source: "//test", time: NOW };
    const event = { ...envelope, type: "milepost.kpi.defined.v1", data };
    const id = await bury(event, "strategy");
    const astray = await replay(id, { event: observationEvent() });
    expect(astray).toMatchObject({
      status: 422,
      body: { problems: [{ field: "event.type", code: "wrong_topic" }] },
    });
    const fixed = { ...event, data: { ...data, definition: { ...definition, grain: "month" } } };
    expect(await replay(id, { event: fixed })).toMatchObject({ status: 201, body: { outcome: "visible" } });
    const kpis = (await under.call("GET /v1/kpis")).body["items"] as readonly { kpi: string }[];
    expect(kpis.map(({ kpi }) => kpi)).toContain("buried");
  });
});

it("a record that a newer Milepost understands is replayed as it stands, with its dead letter as the cause", async () => {
  const event = { ...RUN_ENVELOPE, id: "run-erp-1", data: RUN };
  const place = { topic: "runs", partition: 0, offset: 0 };
  expect(await bury(event, "runs")).toBe("runs-0-0");
  const letter = { ...place, code: "unknown_type", reason: "not known then", payload: JSON.stringify(event) };
  await bury(
    { ...RUN_ENVELOPE, id: "old-letter", type: "milepost.dead-letter.recorded.v1", data: letter },
    "dead-letters",
  );
  const answer = await replay("runs-0-0");
  expect(answer).toMatchObject({
    status: 201,
    body: { replacement: { ...place, offset: 1 }, outcome: "visible" },
  });
  const record = await recordAt(under.embedded.log, { topic: "runs", partition: 0, offset: 1 });
  expect(record?.value).toMatchObject({
    id: "run-erp-1",
    causationid: "runs-0-0",
    attempt: "2",
    data: event.data,
  });
  const rows = await under.embedded.store.query({
    name: "runs",
    sql: "SELECT run FROM connector_runs",
    params: {},
  });
  expect(rows).toEqual([{ run: "erp-1" }]);
});

describe("a dead letter", () => {
  it("of a correction that is refused is a letter of its own", async () => {
    const data = { ...RUN, run: "erp-2", rowsRead: "n/a" };
    const event = { ...RUN_ENVELOPE, id: "run-erp-2", data };
    const id = await bury(event, "runs");
    const { body } = await replay(id, {
      event: { ...event, data: { ...data, rowsRead: 1, run: "half \ud800" } },
    });
    expect(body).toMatchObject({ resolution: "replayed", outcome: "refused" });
    expect(await show(body["replacementDeadLetter"] as string)).toMatchObject({
      status: "open",
      attempts: 1,
    });
  });

  it("is not replayed under an id that counts with another content: the caller is told, and nothing is appended", async () => {
    const period = nextPeriod();
    const event = observationEvent({ event: { id: "taken" }, data: { period, value: "n/a" } });
    const id = await bury(event);
    await under.call(
      "POST /v1/events",
      observationEvent({ event: { id: "taken" }, data: { period, value: "1" } }),
    );
    const end = await under.caughtUp();
    const answer = await replay(id, {
      event: { ...event, data: { ...(event["data"] as object), value: "2" } },
    });
    expect(answer).toMatchObject({
      status: 409,
      body: { problems: [{ code: "id_taken", field: "event.id" }] },
    });
    expect(await under.caughtUp()).toEqual(end);
    // The same content is there already: nothing more is needed.
    const same = await replay(id, {
      event: { ...event, data: { ...(event["data"] as object), value: "1" } },
    });
    expect(same).toMatchObject({ status: 201, body: { outcome: "visible" } });
    expect(await valuesOf(period)).toEqual(visibleOnce("1"));
    expect((await under.call("GET /v1/dead-letters?status=open&topic=strategy")).body["total"]).toBe(0);
  });

  it("whose replacement is of a source that does not count says so", async () => {
    const period = nextPeriod();
    const event = observationEvent({
      event: { id: "other", source: "//elsewhere" },
      data: { period, value: "n/a" },
    });
    const id = await bury(event);
    const data = { ...(event["data"] as object), value: "2" };
    expect(await replay(id, { event: { ...event, data } })).toMatchObject({
      body: { outcome: "kept_apart" },
    });
  });

  it("is resolved once: the same key gives the same answer, another command is told what was done", async () => {
    const event = observationEvent({ event: { id: "once" }, data: { period: nextPeriod(), value: "n/a" } });
    const id = await bury(event);
    const discard = (reason: string, headers?: Record<string, string>): Promise<Answer> =>
      under.call(`POST /v1/dead-letters/${id}/discards`, { reason }, headers);
    expect(await under.call(`POST /v1/dead-letters/${id}/discards`, {})).toMatchObject({ status: 400 });
    const key = { "idempotency-key": "k1", "milepost-actor": "ann" };
    const first = await discard("a test of the supplier", key);
    expect(first).toMatchObject({ status: 201, body: { resolution: "discarded", outcome: null, by: "ann" } });
    const end = await under.caughtUp();
    expect(await discard("a test of the supplier", key)).toEqual(first);
    for (const again of [await discard("again"), await replay(id)]) {
      expect(again).toMatchObject({
        status: 409,
        body: { title: expect.stringContaining("was discarded by ann") },
      });
    }
    expect(await under.caughtUp()).toEqual(end);
    const stranger = { "milepost-actor": "nobody-known" };
    const other = await bury({ ...event, id: "once more" });
    expect(await replay(other, undefined, stranger)).toMatchObject({ status: 422 });
    expect(await under.call("GET /v1/dead-letters/observations-0-99999")).toMatchObject({ status: 404 });
    expect(await replay("observations-x-1")).toMatchObject({ status: 404 });
  });

  it("list goes on where its page ended, and shows only how long payloads begin", async () => {
    const ids: string[] = [];
    let cursor = "";
    do {
      const { body } = await under.call(`GET /v1/dead-letters?limit=3${cursor}`);
      const items = body["items"] as readonly { dead_letter: string; payload: string }[];
      expect(items.every(({ payload }) => payload.length <= 2_000)).toBe(true);
      ids.push(...items.map((item) => item.dead_letter));
      cursor = typeof body["next"] === "string" ? `&cursor=${body["next"]}` : "";
    } while (cursor !== "");
    expect(ids).toHaveLength(await lettersInAll());
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it("all that is rebuilt from the log is the same, letters and their resolutions included", async () => {
  const { rebuild } = (await under.call("POST /v1/rebuilds")).body as { readonly rebuild: string };
  const path = `GET /v1/rebuilds/${encodeURIComponent(rebuild)}`;
  await vi.waitFor(async () => expect((await under.call(path)).body).toMatchObject({ state: "done" }), {
    timeout: 120_000,
    interval: 200,
  });
  expect((await under.call(path)).body).toMatchObject({ differed: false });
});
