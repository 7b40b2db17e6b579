import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

const complaints = {
  name: "Complaints",
  unit: "count",
  decimals: 0,
  direction: "decrease",
  behaviour: "flow",
};
let board: BoardUnderTest;
beforeAll(async () => {
  board = await openBoard({
    records: smallPlan({
      kpis: { complaints, share: { name: "Share" } },
      goals: {
        fewer: { title: "Fewer", measure: { kpi: "complaints", to: 365, evaluation: "cumulative" } },
        mean: { title: "Mean", measure: { kpi: "share", to: 95, evaluation: "average" } },
      },
    }),
    rows: {
      observation_events: [
        ...smallObservations([28, 40, 37], "complaints"),
        ...smallObservations([93, 94, 96], "share"),
      ],
    },
  });
});
afterAll(() => board.close());

/** The rows of the table behind a summary, as their cells' texts. */
async function tableOf(summary: string): Promise<readonly (readonly string[])[]> {
  const { body } = await board.get("/kpis/complaints");
  const table = body.split(`<summary>${summary}</summary>`)[1]?.split("</table>")[0] ?? "";
  const rows = table.split("<tbody>")[1]?.split("</tr>") ?? [];
  return rows
    .map((row) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text = ""]) => text))
    .filter((row) => row.length > 0);
}

it("a month of a goal that adds up stands beside its own part of the target", async () => {
  expect(await tableOf("All months as a table")).toEqual([
    ["March 2014", "37", "31"],
    ["February 2014", "40", "28"],
    ["January 2014", "28", "31"],
  ]);
});

it("the sum that the goal is judged by stands beside its target to date, up to the due period's", async () => {
  expect(await tableOf("Year to date as a table")).toEqual([
    ["January 2014", "28", "31"],
    ["February 2014", "68", "59"],
    ["March 2014", "105", "90"],
  ]);
  expect((await board.get("/kpis/complaints")).body).toContain("Year to date 105 against 90.");
});

it("a mean of months that are all there without numerators and denominators is said to lack these", async () => {
  const { body } = await board.get("/kpis/share");
  expect(body).toContain("its months cannot be averaged: not all come with numerator and denominator");
});
