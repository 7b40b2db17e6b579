import { fileConnectorSchema } from "@milepost/contracts";
import { createHttpEdge, silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { registerGetConnectors } from "./get-connectors.ts";

const AT = "2026-10-01T06:00:00.000Z";
const definition = fileConnectorSchema.parse({
  kind: "file",
  path: "values.csv",
  kpi: "revenue",
  period: { column: "month", grain: "month" },
  measures: [{ column: "value" }],
});
const lastRun = {
  run: "erp-run-1",
  connector: "erp",
  mode: "pull" as const,
  status: "succeeded_with_problems" as const,
  startedAt: AT,
  finishedAt: AT,
  rowsRead: 2,
  observationsAppended: 1,
  unchanged: 0,
  empty: 0,
  notYetPublished: 0,
  problemCount: 1,
  problems: [{ line: 2, column: "value", code: "bad_number", message: "x" }],
  // What a later version says of a run besides.
  rowsSkipped: 3,
};

test("the list says of each last run how it ended and how many problems it had, and leaves the problems to the list of runs", async () => {
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  registerGetConnectors(app, async () => [
    { id: "erp", definition, running: false, lastRun },
    { id: "new", definition, running: true, lastRun: null },
  ]);
  const answer = await app.inject({ url: "/connectors", headers: { host: "localhost" } });
  const { problems: _problems, ...summary } = lastRun;
  expect(answer.json()).toEqual({
    items: [
      { id: "erp", definition, running: false, lastRun: summary },
      { id: "new", definition, running: true, lastRun: null },
    ],
    next: null,
  });
});
