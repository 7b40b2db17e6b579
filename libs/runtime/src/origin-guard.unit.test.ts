import { expect, it } from "vitest";
import { createHttpEdge } from "./http-edge.ts";
import { silentLogger } from "./logger.ts";
import { originProblem } from "./origin-guard.ts";

it.each([
  { host: "127.0.0.1:8080" },
  { host: "localhost:8080" },
  { host: "[::1]:8080" },
  { host: "localhost:8080", origin: "http://localhost:8080" },
])("a request from our own address is answered: %o", (headers) => {
  expect(originProblem(headers, [])).toBeUndefined();
});

it.each([
  [{ host: "evil.example" }, "evil.example"],
  [{ host: "localhost.evil.example:8080" }, "localhost.evil.example"],
  [{}, "names host"],
  [{ host: "localhost:8080", origin: "https://evil.example" }, "https://evil.example"],
  [{ host: "localhost:8080", origin: "http://localhost:3000" }, "http://localhost:3000"],
  [{ host: "localhost:8080", origin: "null" }, "null"],
])("a request from another site's page is refused with the reason: %o", (headers, reason) => {
  expect(originProblem(headers, [])).toContain(reason);
});

it("the refusal is a 403 with problem details, before any route runs", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.get("/", () => "never");
  const answer = await app.inject({ url: "/", headers: { host: "evil.example" } });
  expect(answer.statusCode).toBe(403);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.json()).toMatchObject({ code: "forbidden", status: 403 });
});
