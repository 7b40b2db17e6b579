import { createHttpEdge, MilepostError, noTelemetry, silentLogger } from "@milepost/runtime";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsOverHttp } from "./commands-over-http.ts";
import { forwardToOwners } from "./forward.ts";
import { wholeOpenApi } from "./whole-open-api.ts";

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const telemetry = { ...noTelemetry, traceparent: () => TRACEPARENT };
const headers = { host: "localhost:8080" };
let owner: FastifyInstance;
let door: FastifyInstance;
let urls: { ingest: string; projector: string; predict: string };
let looks = 0;

/** A neighbour that answers what it was asked. */
async function openOwner(): Promise<FastifyInstance> {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  const echo = (request: { url: string; method: string; headers: unknown; body: unknown }) => ({
    url: request.url,
    method: request.method,
    headers: request.headers,
    body: request.body,
  });
  app.post("/v1/events", (request, reply) => reply.code(207).send(echo(request)));
  app.post("/v1/connectors/:id/runs", echo);
  app.get("/v1/connectors", () => {
    looks += 1;
    throw new MilepostError("not_ready", "ingest is not ready: the log is away", { retryable: true });
  });
  app.post("/v1/alerts/:alert/snoozes", (request) => ({ headers: request.headers, body: request.body }));
  app.post("/v1/alerts/:alert/suggestions/:option/:decision", echo);
  app.post("/v1/alerts/:alert/acknowledgements", (request) => {
    if ((request.params as { alert: string }).alert !== "known") {
      const problems = [{ field: "actor", code: "unknown_person", message: "nobody", fix: "name ann" }];
      throw new MilepostError("invalid_input", "The plan does not know this person", {
        details: { problems },
      });
    }
    return echo(request);
  });
  app.get("/openapi.json", () => ({
    paths: { "/v1/events": { post: {} }, "/v1/alerts": { post: {} }, "/healthz": { get: { by: "ingest" } } },
    components: { schemas: { Event: {} } },
  }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  return app;
}

const addressOf = (app: FastifyInstance): string =>
  `http://127.0.0.1:${(app.server.address() as { port: number }).port}`;

beforeAll(async () => {
  owner = await openOwner();
  const gone = await openOwner();
  const nowhere = addressOf(gone);
  await gone.close();
  urls = { ingest: addressOf(owner), projector: nowhere, predict: nowhere };
  door = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  door.get("/v1/alerts", () => "read here");
  await forwardToOwners(door, { urls, telemetry });
  await door.ready();
});
afterAll(async () => {
  await door.close();
  await owner.close();
});

interface Echo {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

describe("what the front door hands on", () => {
  it("arrives as it was sent, and the answer comes back as it was given", async () => {
    const answer = await door.inject({
      method: "POST",
      url: "/v1/events?why=now",
      headers: { ...headers, "content-type": "application/x-ndjson", "idempotency-key": "k1" },
      payload: '{"a":1}\n{"a":2}\n',
    });
    expect(answer.statusCode).toBe(207);
    const { url, headers: there, body } = answer.json<Echo>();
    expect([url, body]).toEqual(["/v1/events?why=now", '{"a":1}\n{"a":2}\n']);
    expect(there).toMatchObject({ "idempotency-key": "k1", "content-type": "application/x-ndjson" });
  });

  it("carries the trace on", async () => {
    const answer = await door.inject({ method: "POST", url: "/v1/connectors/erp/runs", headers });
    expect(answer.json<Echo>().headers["traceparent"]).toBe(TRACEPARENT);
  });

  it("is not taken for another site's by the owner, and another site's does not get so far", async () => {
    const send = (origin: string): Promise<LightMyRequestResponse> =>
      door.inject({ method: "POST", url: "/v1/connectors/erp/runs", headers: { ...headers, origin } });
    expect((await send("http://localhost:8080")).statusCode).toBe(200);
    expect((await send("http://evil.example")).statusCode).toBe(403);
  });

  it("leaves reads that are its own here", async () => {
    expect((await door.inject({ url: "/v1/alerts", headers })).body).toBe("read here");
  });

  it("is asked once: a service that is not ready says so itself", async () => {
    const answer = await door.inject({ url: "/v1/connectors", headers });
    expect([answer.statusCode, answer.headers["retry-after"], looks]).toEqual([503, "2", 1]);
    expect(answer.json()).toMatchObject({
      code: "not_ready",
      title: expect.stringContaining("ingest is not ready"),
    });
  });
});

it("a service that gives no answer is named, with its setting, and may be asked again", async () => {
  const answer = await door.inject({ method: "POST", url: "/v1/rebuilds", headers });
  expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
  const problem = answer.json<{ title: string }>();
  expect(problem).toMatchObject({ code: "service_unreachable", retryable: true });
  expect(problem.title).toMatch(/"projector" .*ECONNREFUSED.*MILEPOST_PROJECTOR_URL/);
});

describe("a page's form", () => {
  const form = { plan: "Call them", reviewDate: "2026-12-01", actor: "ann" };

  it("is carried to ingest", async () => {
    const { acknowledge } = commandsOverHttp(urls.ingest, telemetry);
    const { headers: there, body } = (await acknowledge("known", { ...form, idempotencyKey: "k2" })) as Echo;
    expect(body).toEqual({ plan: "Call them", reviewDate: "2026-12-01" });
    expect(there).toMatchObject({
      "milepost-actor": "ann",
      "idempotency-key": "k2",
      traceparent: TRACEPARENT,
    });
    const { snooze } = commandsOverHttp(urls.ingest, telemetry);
    const putOff = { reason: "Strike", until: "2026-11-12" };
    expect(((await snooze("known", { ...putOff, actor: "ann" })) as Echo).body).toEqual(putOff);
    const { decideSuggestion } = commandsOverHttp(urls.ingest, telemetry);
    const name = { alert: "known", option: "target-1" };
    const declined = { decision: "declined", actor: "ann", reason: "No" } as const;
    expect(await decideSuggestion(name, declined)).toMatchObject({
      url: "/v1/alerts/known/suggestions/target-1/decline",
      body: { reason: "No" },
    });
    expect(await decideSuggestion(name, { decision: "accepted", actor: "ann" })).toMatchObject({
      url: "/v1/alerts/known/suggestions/target-1/acceptance",
    });
  });

  it("is refused in the owner's words, with the fix", async () => {
    const { acknowledge } = commandsOverHttp(urls.ingest, telemetry);
    await expect(acknowledge("other", form)).rejects.toMatchObject({
      code: "invalid_input",
      message: "The plan does not know this person",
      details: { problems: [expect.objectContaining({ fix: "name ann" })] },
    });
    await expect(acknowledge("known", { ...form, actor: "Zoë Ω" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("says which service is away", async () => {
    const { acknowledge } = commandsOverHttp(urls.predict, telemetry);
    await expect(acknowledge("known", form)).rejects.toMatchObject({
      code: "service_unreachable",
      retryable: true,
    });
  });
});

it("the whole API is in one document, and says whose part is missing", async () => {
  const whole = await wholeOpenApi(urls)({
    openapi: "3.1.0",
    paths: { "/v1/alerts": { get: {} }, "/healthz": { get: { by: "scoreboard" } } },
    components: { schemas: { Alert: {} } },
  });
  expect(whole).toEqual({
    openapi: "3.1.0",
    paths: {
      "/v1/alerts": { get: {}, post: {} },
      "/v1/events": { post: {} },
      "/healthz": { get: { by: "scoreboard" } },
    },
    components: { schemas: { Alert: {}, Event: {} } },
    "x-milepost-missing": ["projector", "predict"],
  });
});
