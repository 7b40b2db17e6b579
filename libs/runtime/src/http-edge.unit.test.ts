import { expect, it } from "vitest";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { MilepostError } from "./errors.ts";
import { createHttpEdge } from "./http-edge.ts";

const headers = { host: "localhost" };

it("a request that does not fit its schema is a 400 that names each field", async () => {
  const app = createHttpEdge({ allowedHosts: [] }).withTypeProvider<ZodTypeProvider>();
  const body = z.object({ plan: z.string(), reviewDate: z.iso.date() });
  app.post("/", { schema: { body } }, () => "never");
  const answer = await app.inject({ method: "POST", url: "/", headers, payload: { reviewDate: "soon" } });
  expect(answer.statusCode).toBe(400);
  const fields = answer.json<{ problems: { field: string }[] }>().problems.map((problem) => problem.field);
  expect(fields).toEqual(["body.plan", "body.reviewDate"]);
});

it("a classified error keeps its code and its problems, mapped to a status at the edge", async () => {
  const app = createHttpEdge({ allowedHosts: [] });
  const problems = [{ field: "owner", code: "missing", message: "a goal needs an owner" }];
  app.get("/", () => {
    throw new MilepostError("conflict", "Not now", { details: { problems } });
  });
  const answer = await app.inject({ url: "/", headers });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ code: "conflict", title: "Not now", problems });
});

it("an unexpected error tells nothing of the inside", async () => {
  const app = createHttpEdge({ allowedHosts: [] });
  app.get("/", () => {
    throw new Error("secret path");
  });
  const answer = await app.inject({ url: "/", headers });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("secret");
});

it("an unknown address is a 404 with problem details", async () => {
  const app = createHttpEdge({ allowedHosts: [] });
  const answer = await app.inject({ url: "/nowhere", headers });
  expect(answer.json()).toMatchObject({ status: 404, code: "not_found" });
});
