import { createHttpEdge } from "@milepost/runtime";
import { expect, test } from "vitest";
import { missingPages } from "./missing-pages.ts";

test("a page that fails unexpectedly leaves its cause in the log, once", async () => {
  const lines: object[] = [];
  const app = createHttpEdge({
    allowedHosts: [],
    logger: { error: (fields) => void lines.push(fields) },
  });
  await app.register(async (pages) => {
    missingPages(pages, {} as never);
    pages.get("/kpis/:kpi", () => {
      throw new Error("the cause");
    });
  });
  const headers = { host: "localhost", accept: "text/html" };
  const answer = await app.inject({ url: "/kpis/revenue", headers });
  expect(answer.statusCode).toBe(500);
  expect(lines).toEqual([
    { method: "GET", route: "/kpis/:kpi", trace: undefined, stack: expect.stringContaining("the cause") },
  ]);
});
