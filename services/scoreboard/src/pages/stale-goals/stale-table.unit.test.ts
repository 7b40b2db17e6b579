import { expect, it } from "vitest";
import type { StaleGoalReading } from "../../reading/stale-goals.ts";
import { SEPTEMBER } from "../../testing/readings.ts";
import { PAGE_ROWS, staleGoalsPage } from "./stale-table.ts";

const silent = (id: number): StaleGoalReading => ({
  goal: { id: `goal-${id}`, title: `Goal ${id}`, kpi: { id: "otd", name: "On time" }, checkIns: true },
  owner: { id: "ann", name: "Ann", email: null },
  last: null,
  existsSince: SEPTEMBER.instant,
  days: 40,
  timeZone: "UTC",
  cadence: "P1M",
  grace: "P7D",
  reminded: null,
});

function pageOf(count: number, after: number): { shown: number; links: readonly string[]; text: string } {
  const rows = Array.from({ length: count }, (_, id) => silent(id));
  const linkAfter = (skipped: number): string => `/stale-goals?owner=ann&after=${skipped}`;
  const text = staleGoalsPage(rows, { moment: SEPTEMBER, after, linkAfter, unwatched: 0 }).safe;
  return {
    shown: text.match(/<tr id="goal-/g)?.length ?? 0,
    links: [...text.matchAll(/href="[^"]*after=(\d+)">([^<]*)</g)].map(
      ([, to = "", words = ""]) => `${to}: ${words}`,
    ),
    text,
  };
}

it("shows so many goals at a time, says how many more there are, and leads to all of them and back", () => {
  const all = 2 * PAGE_ROWS + 5;
  expect(pageOf(all, 0)).toMatchObject({ shown: PAGE_ROWS, links: ["60: The next 60 of 65 more"] });
  const middle = pageOf(all, PAGE_ROWS);
  expect(middle).toMatchObject({ shown: PAGE_ROWS, links: ["0: The ones before", "120: The last 5"] });
  expect(middle.text).toContain('name="back" value="/stale-goals?owner=ann&amp;after=60"');
  expect(pageOf(all, 2 * PAGE_ROWS)).toMatchObject({ shown: 5, links: ["60: The ones before"] });
  expect(pageOf(PAGE_ROWS, 0)).toMatchObject({ shown: PAGE_ROWS, links: [] });
});
