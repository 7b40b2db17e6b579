import { createHttpEdge, silentLogger } from "@milepost/runtime";
import type { RunCompletedData } from "@milepost/contracts";
import { expect, test } from "vitest";
import { registerConnectorRuns } from "./connector-runs.ts";

const AT = "2026-10-01T06:00:00.000Z";
const runs = ["third", "second", "first"].map(
  (run) =>
    ({
      run,
      connector: "erp",
      mode: "pull",
      status: "succeeded",
      startedAt: AT,
      finishedAt: AT,
      rowsRead: 0,
      observationsAppended: 0,
      unchanged: 0,
      empty: 0,
      notYetPublished: 0,
      problemCount: 0,
      problems: [],
    }) as RunCompletedData,
);
const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
registerConnectorRuns(app, {
  run: async () => Promise.reject(new Error("nothing runs here")),
  newestRuns: async () => runs,
});

async function list(query: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await app.inject({ url: `/connectors/erp/runs${query}`, headers: { host: "localhost" } });
  return { status: answer.statusCode, body: answer.json() };
}

test("runs are listed page by page, and the last page says so", async () => {
  expect(await list("?limit=2")).toMatchObject({
    status: 200,
    body: { items: [{ run: "third" }, { run: "second" }], next: "second" },
  });
  expect(await list("?limit=2&cursor=second")).toMatchObject({
    body: { items: [{ run: "first" }], next: null },
  });
});

test("a cursor that is no run of the list is refused: beginning anew would repeat it over and over", async () => {
  expect(await list("?cursor=elsewhere")).toMatchObject({
    status: 422,
    body: { code: "invalid_input", problems: [{ field: "querystring.cursor", code: "unknown_cursor" }] },
  });
});

test("a query that is not known is refused by name", async () => {
  const { status, body } = await list("?limt=2");
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain("remove limt");
});
