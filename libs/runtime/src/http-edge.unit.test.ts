import { expect, it } from "vitest";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { MilepostError } from "./errors.ts";
import { createHttpEdge } from "./http-edge.ts";
import { silentLogger } from "./logger.ts";

const headers = { host: "localhost" };

it("a request that does not fit its schema is a 400 that names each field", async () => {
  const app = createHttpEdge({
    allowedHosts: [],
    logger: silentLogger(),
  }).withTypeProvider<ZodTypeProvider>();
  const body = z.object({ plan: z.string(), reviewDate: z.iso.date() });
  app.post("/", { schema: { body } }, () => "never");
  const answer = await app.inject({ method: "POST", url: "/", headers, payload: { reviewDate: "soon" } });
  expect(answer.statusCode).toBe(400);
  const fields = answer.json<{ problems: { field: string }[] }>().problems.map((problem) => problem.field);
  expect(fields).toEqual(["body.plan", "body.reviewDate"]);
});

it("a classified error keeps its code and its problems, mapped to a status at the edge", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  const problems = [{ field: "owner", code: "missing", message: "a goal needs an owner" }];
  app.get("/", () => {
    throw new MilepostError("conflict", "Not now", { details: { problems } });
  });
  const answer = await app.inject({ url: "/", headers });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ code: "conflict", title: "Not now", problems });
});

it("an unexpected error tells nothing of the inside, and the log what the caller is sent there for", async () => {
  const lines: object[] = [];
  const logger = {
    error: (fields: object, message: string): void => void lines.push({ ...fields, message }),
  };
  const app = createHttpEdge({ allowedHosts: [], logger });
  app.post("/kpis/:kpi", () => {
    const cause = new Error("the cause");
    throw Object.assign(new Error("secret path", { cause }), { url: "/kpis/a?token=hidden" });
  });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const answer = await app.inject({
    method: "POST",
    url: "/kpis/revenue?token=hidden",
    headers: { ...headers, traceparent },
    payload: { note: "hidden" },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("secret");
  expect(lines).toEqual([
    {
      method: "POST",
      route: "/kpis/:kpi",
      trace: "0af7651916cd43dd8448eb211c80319c",
      stack: expect.stringMatching(/secret path[^]*http-edge[^]*caused by: Error: the cause/),
      message: "a request failed unexpectedly",
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain("hidden");
});

it("what is refused or may succeed later is no failure, and fills no log", async () => {
  const lines: string[] = [];
  const logger = { error: (_fields: object, message: string): void => void lines.push(message) };
  const app = createHttpEdge({ allowedHosts: [], logger }).withTypeProvider<ZodTypeProvider>();
  app.get("/", { schema: { querystring: z.strictObject({}) } }, () => {
    throw new MilepostError("not_ready", "Not yet", { retryable: true });
  });
  const answers = [await app.inject({ url: "/", headers }), await app.inject({ url: "/?a=1", headers })];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 400]);
  expect(lines).toEqual([]);
});

it("what is wrong with a connector is the caller's to mend, and no failure of ours", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.get("/:retryable", ({ params }) => {
    const retryable = (params as { retryable: string }).retryable === "true";
    throw new MilepostError("connector_config", "There is no such file", { retryable });
  });
  expect((await app.inject({ url: "/false", headers })).statusCode).toBe(422);
  expect((await app.inject({ url: "/true", headers })).statusCode).toBe(409);
});

it("an unknown address is a 404 with problem details", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  const answer = await app.inject({ url: "/nowhere", headers });
  expect(answer.json()).toMatchObject({ status: 404, code: "not_found" });
});

it("a wrong method is a 405 that names the right ones, in words and in Allow", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.get("/kpis/:kpi", () => "read");
  app.post("/kpis/:kpi", () => "write");
  const answer = await app.inject({ method: "DELETE", url: "/kpis/revenue?force=1", headers });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers["allow"]).toBe("GET, HEAD, POST");
  expect(answer.json()).toMatchObject({
    code: "method_not_allowed",
    title: expect.stringContaining("GET, HEAD"),
  });
});

it("what the framework refuses by itself has problem details too", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.post("/", () => "never");
  app.get("/:id", () => "never");
  const type = { ...headers, "content-type": "application/json" };
  const answers = await Promise.all([
    app.inject({ method: "POST", url: "/", headers: type, payload: "{oops" }),
    app.inject({ method: "POST", url: "/", headers: { ...headers, "content-type": "text/x" }, payload: "a" }),
    app.inject({ url: "/%ZZ", headers }),
    app.inject({ url: `/${"x".repeat(400)}`, headers }),
    app.inject({ url: "/%ZZ", headers: { host: "elsewhere.example" } }),
  ]);
  expect(answers.map((answer) => answer.headers["content-type"])).toEqual(
    answers.map(() => expect.stringContaining("application/problem+json")),
  );
  expect(answers.map((answer) => [answer.statusCode, answer.json<{ code: string }>().code])).toEqual([
    [400, "malformed_json"],
    [415, "unsupported_media_type"],
    [400, "invalid_input"],
    [414, "invalid_input"],
    [403, "forbidden"],
  ]);
});

it("every field that does not fit says what to do, and an unknown one is named", async () => {
  const app = createHttpEdge({
    allowedHosts: [],
    logger: silentLogger(),
  }).withTypeProvider<ZodTypeProvider>();
  app.get(
    "/",
    { schema: { querystring: z.strictObject({ limit: z.coerce.number().optional() }) } },
    () => "ok",
  );
  const answer = await app.inject({ url: "/?limt=5", headers });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ problems: unknown[] }>().problems).toEqual([
    expect.objectContaining({ field: "querystring", fix: expect.stringContaining("remove limt") }),
  ]);
});
