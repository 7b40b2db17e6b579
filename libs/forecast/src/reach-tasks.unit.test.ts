import { expect, test } from "vitest";
import { FAMILIES, reachTasks, typicalChange } from "./reach-tasks.ts";
import { reachWindows } from "./reach-windows.ts";

test("windows start seven points in at the earliest and end inside the series", () => {
  const shapes = (period: string, train: number, length: number): string[] =>
    reachWindows(period, train, length).map(({ elapsed, remaining }) => `${elapsed}/${remaining}`);
  expect(shapes("monthly", 52, 70)).toEqual(["3/9", "6/6", "9/3", "6/18", "12/12", "18/6"]);
  expect(shapes("quarterly", 40, 48)).toEqual(["1/3", "2/2", "3/1", "2/6", "4/4", "6/2"]);
  expect(shapes("yearly", 9, 15)).toEqual(["1/3", "2/2", "2/6"]);
  expect(reachWindows("monthly", 9, 27)).toEqual([]);
});

test("a target is set by the usual change over its window, and by steps where there were too few such changes", () => {
  expect(typicalChange([0, 1, 3, 6, 10, 15], 5, 2)).toBe(6);
  expect(typicalChange([0, 1, 3, 6, 10, 15], 4, 2)).toBe(Math.SQRT2 * 2.5);
  expect(typicalChange([5, 5, 5, 5, 5, 9], 5, 2)).toBe(Math.SQRT2 * (4 / 5));
  expect(typicalChange([5, 5, 5, 5], 3, 2)).toBe(0);
});

test("every window sets the protocol's targets, both ways and with what came of them", () => {
  const [window] = reachWindows("monthly", 52, 70);
  const values = Float64Array.from({ length: 70 }, (_, index) => index + (index % 2));
  const tasks = window === undefined ? [] : reachTasks(values, window);
  const counts = FAMILIES.map((family) => tasks.filter((task) => task.family === family).length);
  expect(counts.slice(0, 3)).toEqual([8, 4, 8]);
  expect(counts[4]).toBe(2);
  // From 48 the usual change is 12, and the window ends at 61 (with its odd month).
  const reach = tasks.filter(({ family }) => family === "reach");
  expect(reach.map(({ ambition, hit, sign }) => `${sign * ambition} ${hit}`)).toEqual([
    "0.25 true",
    "-0.25 false",
    "0.5 true",
    "-0.5 false",
    "1 true",
    "-1 false",
    "1.5 false",
    "-1.5 false",
  ]);
  expect(
    tasks.filter(({ family }) => family === "first_hit").map(({ sign, ambition }) => sign * ambition),
  ).toEqual([0.5, -0.5, 1, -1, 1.5, -1.5]);
});

test("a window with a gap sets no target, and a gap before it moves none", () => {
  const [window] = reachWindows("monthly", 52, 70);
  if (window === undefined) throw new Error("no window");
  const values = Float64Array.from({ length: 70 }, (_, index) => index + (index % 2));
  expect(reachTasks(values.with(window.deadline, Number.NaN), window)).toEqual([]);
  expect(reachTasks(values.with(window.start, Number.NaN), window)).toEqual([]);
  const early = reachTasks(values.with(10, Number.NaN), window).filter(({ family }) => family === "reach");
  expect(
    early
      .map(({ lower, upper }) => [lower, upper])
      .flat()
      .some(Number.isNaN),
  ).toBe(false);
  expect(early).toHaveLength(8);
});
