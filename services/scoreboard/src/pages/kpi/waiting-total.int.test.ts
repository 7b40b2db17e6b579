import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { periodLines } from "../../testing/period-lines.ts";
import { smallPlan } from "../../testing/small-deployment.ts";

/** Values of one store by month. */
function ofStore(store: string, values: Readonly<Record<string, number>>): readonly string[] {
  return periodLines({ kpi: "sales", grain: "month" }, values).map((line) =>
    JSON.stringify({ ...(JSON.parse(line) as object), series: `store=${store}` }),
  );
}

let board: BoardUnderTest;
beforeAll(async () => {
  const sales = {
    name: "Sales",
    unit: "count",
    decimals: 0,
    behaviour: "stock",
    dimensions: ["store"],
    total: "derived",
  };
  board = await openBoard({
    now: "2014-04-03T16:00:00.000Z",
    records: smallPlan({
      kpis: { sales },
      goals: { "sales-2014": { title: "Sales", measure: { kpi: "sales", from: 10, to: 30 } } },
    }),
    rows: {
      observation_events: [
        ...ofStore("s1", { "2014-01": 5, "2014-02": 6 }),
        ...ofStore("s2", { "2014-01": 7, "2014-02": 8 }),
        ...ofStore("s7", { "2014-01": 9 }),
      ],
    },
  });
});
afterAll(() => board.close());

it("the list and the KPI's page name the member that a total waits for", async () => {
  const [list, page] = await Promise.all([board.get("/"), board.get("/kpis/sales")]);
  for (const { body } of [list, page]) expect(body).toContain("February 2014 waits for 1 of 3: store=s7");
  for (const { body } of [list, page]) expect(body).not.toContain("no data since");
});
