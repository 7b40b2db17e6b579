import { expect, it } from "vitest";
import { createHttpEdge } from "./http-edge.ts";
import { silentLogger } from "./logger.ts";
import { originProblem } from "./origin-guard.ts";

it.each([
  { host: "127.0.0.1:8080" },
  { host: "localhost:8080" },
  { host: "[::1]:8080" },
  { host: "localhost:8080", origin: "http://localhost:8080" },
  { host: "localhost:8080", "sec-fetch-site": "same-origin" },
  { host: "localhost:8080", "sec-fetch-site": "none" },
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
  [{ host: "localhost:8080", "sec-fetch-site": "cross-site" }, "another site"],
  [{ host: "localhost:8080", "sec-fetch-site": "same-site" }, "another site"],
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

it("a link on another site opens, and nothing else that such a page asks for is answered", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.get("/", () => "ours");
  app.post("/", () => "ours");
  const link = {
    host: "localhost:8080",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  const status = async (more: object, method: "GET" | "POST" = "GET"): Promise<number> =>
    (await app.inject({ method, url: "/", headers: { ...link, ...more } })).statusCode;
  expect(await status({})).toBe(200);
  expect(await status({ "sec-fetch-dest": "iframe" })).toBe(403);
  expect(await status({ "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" })).toBe(403);
  expect(await status({}, "POST")).toBe(403);
  expect(await status({ host: "evil.example" })).toBe(403);
});

it("every answer says that no other site's page may run or show it, refusals too", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  app.get("/", () => ({ goals: [] }));
  for (const [url, host] of [
    ["/", "localhost"],
    ["/none", "localhost"],
    ["/%ZZ", "localhost"],
    ["/", "evil.example"],
  ] as const) {
    const answer = await app.inject({ url, headers: { host } });
    expect(answer.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  }
});
