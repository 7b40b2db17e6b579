import { expect, it } from "vitest";
import { kpiReadingOf, SEPTEMBER } from "../../testing/readings.ts";
import { goalsNote } from "./goals-note.ts";

const window = { from: "2014-01-01", to: "2014-12-31", due: "2014-12" };
const noteWith = (count: number): string => {
  const others = Array.from({ length: count }, (_, index) => {
    const title = `Goal ${index}`;
    return { goal: `g-${index}`, title, apart: title, ...window };
  });
  return goalsNote(kpiReadingOf({ others }), SEPTEMBER).safe;
};

it("a KPI with one goal says nothing of others; of very many only the first are named, and how many more there are", () => {
  expect(noteWith(0).trim()).toBe("");
  const links = (text: string): number => text.match(/\?goal=/g)?.length ?? 0;
  expect([links(noteWith(20)), noteWith(20).includes("more</a>")]).toEqual([20, false]);
  expect(links(noteWith(5000))).toBe(20);
  expect(noteWith(5000)).toContain('and <a href="/">4,980 more</a>.');
});
