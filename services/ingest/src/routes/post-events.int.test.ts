import { decimalProblem, plainDecimal } from "@milepost/contracts";
import { createHttpEdge, standingClock, silentLogger } from "@milepost/runtime";
import { observationEvent, planFile } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import { takeEvents } from "../events/take-events.ts";
import { stateOf } from "../testing/rules-of.ts";
import { registerPostEvents } from "./post-events.ts";

let test: TestLog;
let app: FastifyInstance;

beforeAll(async () => {
  test = await openTestLog();
  app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  const kpis = kpiRulesOf(stateOf(planFile()));
  const clock = standingClock(Date.parse("2026-10-01T06:00:00Z"));
  const ports = {
    log: test.log,
    onAppended: () => undefined,
    context: () => ({ kpis, now: clock.now() }),
    caughtUp: async () => undefined,
  };
  registerPostEvents(app, { takeEvents: (items) => takeEvents(ports, items) });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await test.close();
});

const JSON_TYPE = "application/cloudevents+json";

async function post(
  payload: string | Buffer,
  headers: Record<string, string> = { "content-type": JSON_TYPE },
): Promise<{
  status: number;
  type: string;
  body: Record<string, unknown> & { results?: { status: string }[] };
}> {
  const answer = await app.inject({ method: "POST", url: "/events", headers, payload });
  return { status: answer.statusCode, type: String(answer.headers["content-type"]), body: answer.json() };
}

async function logged(id: string): Promise<{ data: Record<string, unknown> } | undefined> {
  const events = await test.events("observations");
  return events.find((event) => event.id === id) as { data: Record<string, unknown> } | undefined;
}

const good = (id: string) => observationEvent({ event: { id } });
const bad = (id: string) => observationEvent({ event: { id }, data: { kpi: "revenu" } });

describe("POST /events", () => {
  it("takes one structured event, durable when it answers", async () => {
    const answer = await post(JSON.stringify(good("one")));
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: 0, results: [{ id: "one", index: 0, status: "accepted" }] },
    });
    expect(await logged("one")).toMatchObject({ data: { value: "12.5" } });
  });

  it("takes one event in binary mode, its attributes in headers", async () => {
    const { data, ...attributes } = good("binary");
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(String(value))]),
    );
    const body = JSON.stringify(data).replace('"12.5"', "12.50");
    expect(await post(body, { ...headers, "content-type": "application/json" })).toMatchObject({
      status: 202,
    });
    expect(await logged("binary")).toMatchObject({ source: "//test/erp", data: { value: "12.5" } });
  });

  it.each([
    ["a batch", JSON_TYPE, (events: readonly string[]) => `[${events.join(", ")}]`],
    ["NDJSON", "application/x-ndjson", (events: readonly string[]) => events.join("\n")],
  ])(
    "refuses the one event of %s that is nested too deep, and takes the others digit for digit",
    async (_of, type, joined) => {
      const nested = (inner: string): string => inner.repeat(20_000);
      const exact = (id: string): string =>
        JSON.stringify(good(id)).replace('"12.5"', "12345678901234567890.123456789");
      const deep = [
        exact("deep-data").replace(
          "12345678901234567890.123456789",
          `1, "other": ${nested("[")}${nested("]")}`,
        ),
        exact("deep-attribute").replace("{", `{"other": ${nested('{"[,]": ')}1${nested("}")}, `),
        `${nested("[")}${nested("]")}`,
      ];
      const ids = [`before ${type}`, `after \\"],[ ${type}`];
      const events = [exact(ids[0] ?? ""), ...deep, exact(ids[1] ?? "")];
      const answer = await post(joined(events), { "content-type": type });
      expect(answer.status).toBe(207);
      expect(answer.body.results?.map(({ status }) => status)).toEqual([
        "accepted",
        "rejected",
        "rejected",
        "rejected",
        "accepted",
      ]);
      expect(answer.body.results?.[1]).toMatchObject({ id: "deep-data", problems: [{ code: "too_deep" }] });
      for (const id of ids)
        expect(await logged(id)).toMatchObject({ data: { value: "12345678901234567890.123456789" } });
    },
  );

  it("takes the good events of a batch and says for each rejected one field, reason and fix", async () => {
    const batch = JSON.stringify([good("b0"), bad("b1"), good("b2")]);
    for (const type of ["application/cloudevents-batch+json", "application/json"]) {
      const { status, body } = await post(batch, { "content-type": type });
      expect(status).toBe(207);
      expect(body).toMatchObject({ accepted: 2, rejected: 1 });
      expect(body.results?.[1]).toEqual({
        id: "b1",
        index: 1,
        status: "rejected",
        problems: [
          {
            field: "data.kpi",
            code: "unknown_kpi",
            message: 'there is no KPI "revenu" in the plan',
            fix: 'did you mean "revenue"?',
          },
        ],
      });
    }
    expect(await logged("b2")).toBeDefined();
    expect(await logged("b1")).toBeUndefined();
  });

  it("rejects an event in which a name stands twice with the name, and takes the others", async () => {
    const twice = (id: string): string =>
      JSON.stringify(good(id)).replace('"value":', '"value":"1","value":');
    const problem = { field: "data.value", code: "repeated_name" };
    const one = await post(twice("t0"));
    expect(one).toMatchObject({ status: 422, body: { code: "events_rejected", problems: [problem] } });
    const events = [JSON.stringify(good("t1")), twice("t2"), JSON.stringify(good("t3"))];
    const batch = await post(` [${events.join(",")}] `, { "content-type": "application/json" });
    const results = [
      { status: "accepted" },
      { status: "rejected", problems: [problem] },
      { status: "accepted" },
    ];
    expect(batch).toMatchObject({ status: 207, body: { accepted: 2, rejected: 1, results } });
    const lines = await post(events.join("\n").replaceAll(/"t(\d)"/g, '"l$1"'), {
      "content-type": "application/x-ndjson",
    });
    expect(lines).toMatchObject({ status: 207, body: { accepted: 2, rejected: 1, results } });
    const binary = {
      "ce-specversion": "1.0",
      "ce-id": "t9",
      "ce-source": "//t",
      "ce-type": String(good("")["type"]),
    };
    const data = '{"kpi":"revenue","period":"2026-09","value":1,"value":2}';
    expect(await post(data, { "content-type": "application/json", ...binary })).toMatchObject({
      status: 422,
      body: { problems: [problem] },
    });
    for (const id of ["t1", "t3", "l1", "l3"]) expect(await logged(id)).toBeDefined();
    for (const id of ["t0", "t2", "l2", "t9"]) expect(await logged(id)).toBeUndefined();
  });

  it("answers 422 with problem details when every event was rejected", async () => {
    const { status, type, body } = await post(JSON.stringify(bad("x")));
    expect(status).toBe(422);
    expect(type).toContain("application/problem+json");
    expect(body).toMatchObject({ code: "events_rejected", problems: [{ field: "data.kpi" }], accepted: 0 });
  });

  it("judges the lines around a malformed NDJSON line on their own, and names its line", async () => {
    const lines = [
      JSON.stringify(good("n1")),
      '{"id": nope}',
      "",
      JSON.stringify(bad("n4")),
      JSON.stringify(good("n5")),
    ];
    const { status, type, body } = await post(lines.join("\r\n"), { "content-type": "application/x-ndjson" });
    expect(status).toBe(400);
    expect(type).toContain("application/problem+json");
    expect(body).toMatchObject({ code: "malformed_line", accepted: 2, rejected: 2 });
    expect(body["title"]).toContain("line 2");
    expect(body.results).toMatchObject([
      { id: "n1", line: 1, status: "accepted" },
      { id: null, line: 2, status: "rejected", problems: [{ code: "malformed_json", line: 2, column: 8 }] },
      { id: "n4", line: 4, status: "rejected", problems: [{ code: "unknown_kpi" }] },
      { id: "n5", line: 5, status: "accepted" },
    ]);
    expect(await logged("n1")).toBeDefined();
    expect(await logged("n5")).toBeDefined();
  });

  it("answers 400 with line and column when the whole body is no JSON, is empty or is not UTF-8", async () => {
    const broken = await post('[\n  {"id": 1},\n  {"id" 2}\n]');
    expect(broken).toMatchObject({
      status: 400,
      body: { code: "malformed_json", problems: [{ line: 3, column: 9 }] },
    });
    expect(await post("  ")).toMatchObject({ status: 400, body: { code: "empty_body" } });
    expect(await post(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      status: 400,
      body: { code: "not_utf8" },
    });
  });

  it("knows a content type in capitals", async () => {
    const lines = [good("capital-1"), good("capital-2")].map((event) => JSON.stringify(event)).join("\n");
    expect(await post(lines, { "content-type": "Application/X-NDJSON" })).toMatchObject({
      status: 202,
      body: { accepted: 2 },
    });
    const structured = { "content-type": "Application/CloudEvents+JSON", "ce-id": "other" };
    expect(await post(JSON.stringify(good("capital-3")), structured)).toMatchObject({
      status: 202,
      body: { results: [{ id: "capital-3" }] },
    });
  });

  it("answers 415 to another content type and names those it takes", async () => {
    const answer = await post("kpi,value", { "content-type": "text/csv" });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
    expect(answer.body["title"]).toContain("application/x-ndjson");
  });

  it("answers 413 to a body over the limit, by bytes and by events", async () => {
    const answer = await post(" ".repeat(17 * 1024 * 1024));
    expect(answer).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    expect(answer.body["title"]).toContain("16 MiB");
    expect(await post(`[${"1,".repeat(20_000)}1]`)).toMatchObject({ status: 413 });
    const ndjson = { "content-type": "application/x-ndjson" };
    expect(await post("x\n".repeat(20_001), ndjson)).toMatchObject({ status: 413 });
  });

  it("looks at no event of a body that holds too many, or nests without end, before it refuses it", async () => {
    const ndjson = { "content-type": "application/x-ndjson" };
    const deep = `${"[".repeat(4_000_000)}${"]".repeat(4_000_000)}`;
    const began = process.cpuUsage();
    expect(await post("x\n".repeat(8_000_000), ndjson)).toMatchObject({ status: 413 });
    const values = `[${'{"data":{"value":1}},'.repeat(500_000)}1]`;
    expect(await post(values)).toMatchObject({ status: 413 });
    for (const headers of [ndjson, { "content-type": JSON_TYPE }])
      expect(await post(deep, headers)).toMatchObject({ status: 400, body: { code: "too_deep" } });
    // Parsing took minutes of it; counting is done in a moment, whatever else the machine is doing.
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(10);
  });

  it("says where a text of any length breaks", async () => {
    const answer = await post(`{"note": "${"a".repeat(10_000_000)}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { problems: [{ code: "malformed_json", column: 10 }] },
    });
  });

  it("accepts the same id and payload again", async () => {
    const twice = JSON.stringify(good("again"));
    expect((await post(twice)).status).toBe(202);
    expect((await post(twice)).status).toBe(202);
  });

  it("keeps every decimal digit for digit, whether it came as a JSON number or as text", async () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }).map((list) => list.join(""));
    const decimal = fc
      .tuple(
        fc.constantFrom("", "-"),
        fc.integer({ min: 0, max: 9 }),
        digits,
        digits,
        fc.constantFrom("", "e3", "E-2"),
      )
      .map(([sign, first, rest, fraction, exponent]) => {
        const whole = first === 0 ? "0" : `${first}${rest}`;
        return `${sign}${whole}${fraction === "" ? "" : `.${fraction.slice(0, 7)}`}${exponent}`;
      })
      .filter((text) => decimalProblem(text) === undefined);
    let run = 0;
    const exact = fc.asyncProperty(decimal, fc.boolean(), async (text, asNumber) => {
      const id = `exact-${(run += 1)}`;
      const event = JSON.stringify(observationEvent({ event: { id }, data: { value: "@" } }));
      const answer = await post(event.replace('"@"', asNumber ? text : `"${text}"`));
      expect(answer.status).toBe(202);
      expect((await logged(id))?.data["value"]).toBe(plainDecimal(text));
    });
    await fc.assert(exact, { numRuns: 50 });
  });
});
