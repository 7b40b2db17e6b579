import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXAMPLE_RESPONSES } from "@milepost/contracts/examples/index";
import { createScoreboard } from "@milepost/scoreboard/compose";
import { createHttpEdge, identityOf, noTelemetry, parseSettings, silentLogger } from "@milepost/runtime";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { composeEmbedded } from "./compose.ts";
import type { Embedded } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import type { Demo } from "./demo.ts";
import { ROUTES } from "./public-routes.fixture.ts";
import { registerRoutes } from "./server.ts";

const noDemo: Demo = {
  load: () => Promise.reject(new Error("not here")),
  nextMonth: () => Promise.reject(new Error("not here")),
};
const folder = mkdtempSync(join(tmpdir(), "milepost-server-"));
const responses = new Map<string, z.ZodType>();
let embedded: Embedded;
let app: FastifyInstance;

beforeAll(async () => {
  const settings = parseSettings(settingsSchema, {
    MILEPOST_DATA: folder,
    MILEPOST_DEMO: "0",
    MILEPOST_CLICKHOUSE_PORT: "0",
    MILEPOST_DATABASE: "acme",
  });
  const logger = silentLogger();
  embedded = await composeEmbedded({
    settings,
    logger,
    identity: identityOf("embedded"),
    telemetry: noTelemetry,
    onEngineLost: () => undefined,
  });
  const { log, store, ingest } = embedded;
  const scoreboard = await createScoreboard({
    log,
    store,
    clock: embedded.clock,
    logger,
    commands: ingest,
    tryThresholds: (alerting) => embedded.predict.replay({ alerting }),
    demo: null,
    progress: () => null,
  });
  embedded.lifecycle.own("scoreboard", scoreboard);
  app = createHttpEdge({ allowedHosts: [], logger });
  app.addHook("onRoute", ({ method, url, schema }) => {
    if (schema?.["hide"] === true || method === "HEAD") return;
    for (const [status, response] of Object.entries(schema?.response ?? {}))
      if (response instanceof z.ZodType)
        responses.set(`${String(method)} ${pathOf(url)} ${status}`, response);
  });
  await registerRoutes(app, { embedded, scoreboard, demo: noDemo, telemetry: noTelemetry });
  embedded.lifecycle.own("http", { close: () => app.close() });
  await app.ready();
});
afterAll(async () => {
  await embedded.lifecycle.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string): Promise<LightMyRequestResponse> =>
  app.inject({ url, headers: { host: "localhost" } });

interface Media {
  readonly schema?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

async function openapi(): Promise<Document> {
  return (await get("/openapi.json")).json<Document>();
}

function operationsOf({ paths }: Document): readonly (readonly [string, Operation])[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

describe("/openapi.json", () => {
  it("is version 3.1.0 and names every route of the public surface, and no other", async () => {
    const document = await openapi();
    expect(document.openapi).toBe("3.1.0");
    expect(
      operationsOf(document)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(ROUTES);
  });

  it("says of each route what it is for, what it answers with, and how it refuses", async () => {
    const operations = operationsOf(await openapi());
    expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(operations.length);
    for (const [name, { summary, tags, responses }] of operations) {
      expect([summary, tags?.length], name).toEqual([expect.any(String), 1]);
      const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
      expect(good.length, name).toBeGreaterThan(0);
      for (const [status, response] of Object.entries(responses)) {
        const media = Object.values(response.content ?? {});
        expect(
          media.map(({ schema }) => typeof schema),
          `${name} ${status}`,
        ).toEqual(["object"]);
        expect(response.description, `${name} ${status}`).not.toBe("Default Response");
      }
    }
    for (const [name, { responses }] of operations.filter(([name]) => name.includes("/v1/"))) {
      expect(Object.keys(responses["default"]?.content ?? {}), name).toEqual(["application/problem+json"]);
    }
  });

  it("says of lists how they page, and of commands that they take an Idempotency-Key", async () => {
    const operations = new Map(operationsOf(await openapi()));
    const names = (name: string): readonly string[] =>
      (operations.get(name)?.parameters ?? []).map((parameter) => parameter.name);
    const lists = [
      "kpis",
      "goals",
      "scorecards",
      "assessments",
      "alerts",
      "dead-letters",
      "kpis/{kpi}/observations",
    ];
    for (const list of lists)
      expect(names(`GET /v1/${list}`), list).toEqual(expect.arrayContaining(["cursor", "limit"]));
    const commands = [
      "alerts/{alert}/acknowledgements",
      "alerts/{alert}/snoozes",
      "assessments",
      "connectors/{id}/runs",
      "dead-letters/{id}/discards",
      "dead-letters/{id}/replays",
      "demo/months",
      "goals/{goal}/check-ins",
      "goals/{goal}/overrides",
      "goals/{goal}/overrides/{override}/withdrawal",
      "plans",
      "rebuilds",
      "rebuilds/{rebuild}/resume",
      "rebuilds/{rebuild}/drop",
    ];
    for (const command of commands)
      expect(names(`POST /v1/${command}`), command).toContain("idempotency-key");
  });

  it("has every form of posting events, and every reference in it leads somewhere", async () => {
    const document = await openapi();
    const events = new Map(operationsOf(document)).get("POST /v1/events");
    expect(Object.keys(events?.requestBody?.content ?? {})).toEqual([
      "application/json",
      "application/cloudevents+json",
      "application/cloudevents-batch+json",
      "application/x-ndjson",
    ]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(references.length).toBeGreaterThan(20);
    for (const reference of new Set(references)) {
      let place: unknown = document;
      for (const step of reference.split("/")) place = (place as Record<string, unknown> | undefined)?.[step];
      expect(place, reference).toBeDefined();
    }
  });
});

describe("the examples of responses", () => {
  it("are one for each response of each route, and no other", () => {
    const named = [...responses.keys()].filter((name) => !name.endsWith("4xx"));
    expect(Object.keys(EXAMPLE_RESPONSES).toSorted()).toEqual(named.toSorted());
  });

  it("are read by their routes' schemas as they stand, and leave no field out", () => {
    for (const [name, example] of Object.entries(EXAMPLE_RESPONSES)) {
      const schema = responses.get(name);
      expect(schema?.parse(example), name).toEqual(example);
      const missing = missingFields(schema, example, name);
      // Not everything fails or is refused, and few titles need a detail; other examples show each of them.
      expect(
        missing.filter(
          (field) => !/\.(failure|detail)$|(202|400)\S*\.problems$|(400|422)\S*\.warnings$/.test(field),
        ),
      ).toEqual([]);
    }
  });
});

describe("/docs", () => {
  it("loads nothing from anywhere else: no foreign address, and a policy that would refuse one", async () => {
    expect((await get("/docs")).statusCode).toBe(301);
    const page = await get("/docs/");
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.body).toContain('"url": "/openapi.json"');
    expect(page.body).toContain('"withDefaultFonts": false');
    expect(page.headers["content-security-policy"]).toContain("connect-src 'self'");
    const script = /src="([^"]+)"/.exec(page.body)?.[1] ?? "";
    expect((await get(`/docs/${script}`)).statusCode).toBe(200);
  });
});

it("the deployment is alive and ready, and its metrics count events by what became of them", async () => {
  expect((await get("/healthz")).json()).toEqual({ status: "ok" });
  expect((await get("/readyz")).json()).toEqual({ status: "ready" });
  const headers = { host: "localhost", "content-type": "application/json" };
  await app.inject({ method: "POST", url: "/v1/events", headers, payload: "[{}, {}]" });
  const metrics = await get("/metrics");
  expect(metrics.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(metrics.body).toContain('milepost_events_total{result="rejected"} 2');
  expect(metrics.body).toContain('milepost_projector_lag_records{partition="strategy/0"} 0');
});

it("a reader of the SQL endpoint finds the public tables in the database that the settings name", async () => {
  const ask = async (sql: string): Promise<string> =>
    (await fetch(embedded.sqlUrl, { method: "POST", body: sql })).text();
  expect((await ask("SHOW TABLES")).split("\n")).toContain("observations");
  expect(await ask("SELECT count() FROM acme.observations")).toBe("0\n");
  expect(await ask("SELECT count() FROM acme_base.observation_events")).toContain("ACCESS_DENIED");
});

it("a page of another site is refused on both ports, by Host and by Origin", async () => {
  const foreign = [{ host: "evil.example" }, { host: "localhost", origin: "http://evil.example" }];
  for (const headers of foreign) {
    const answer = await app.inject({ url: "/v1/kpis", headers });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, "forbidden"]);
  }
  const origin = { headers: { origin: "http://evil.example" } };
  const answer = await fetch(`${embedded.sqlUrl}/?query=SELECT+1`, origin);
  expect([answer.status, answer.headers.get("x-clickhouse-exception-code")]).toEqual([403, "497"]);
});

/** Fastify's `/kpis/:kpi` as OpenAPI's `/kpis/{kpi}`. */
function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, "{$1}");
}

/** Paths of a schema's fields, optional ones too, that no element of an example has. */
function missingFields(schema: unknown, value: unknown, path: string): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return missingFields(schema.unwrap(), value, path);
  if (schema instanceof z.ZodArray) {
    const elements = Array.isArray(value) ? value : [];
    const missing = elements.map((element) => missingFields(schema.element, element, `${path}[]`));
    return (missing[0] ?? []).filter((field) => missing.every((fields) => fields.includes(field)));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    if (!Object.hasOwn(value, key)) return [`${path}.${key}`];
    return missingFields(field, (value as Record<string, unknown>)[key], `${path}.${key}`);
  });
}
