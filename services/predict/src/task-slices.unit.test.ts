import { expect, test } from "vitest";
import type { MeasuredGoal } from "./measured-goal.ts";
import { slicesOf } from "./task-slices.ts";
import type { MeasuredTask } from "./task-slices.ts";

const task = (id: string, baseId: string, kpiId = baseId): MeasuredTask => ({
  measured: { id, baseId, kpiId } as MeasuredGoal,
  index: 0,
});

test("goals of a KPI and of its running figure are assessed with one reading, wherever they stand", () => {
  const others = Array.from({ length: 300 }, (_, at) => task(`other-${at}`, `k${at}`));
  const tasks = [task("first", "calls"), ...others, task("to-date", "calls", "calls-to-date")];
  const slices = slicesOf(tasks);
  const ofCalls = slices.filter(({ kpis }) => kpis.has("calls"));
  expect(ofCalls).toHaveLength(1);
  expect(ofCalls[0]?.kpis.has("calls-to-date")).toBe(true);
  const goals = slices.flatMap((slice) => slice.tasks.map(({ measured }) => measured.id));
  expect(goals.toSorted()).toEqual(tasks.map(({ measured }) => measured.id).toSorted());
});

test("a slice looks at a hundred KPIs at most, but at all of one goal's", () => {
  const tasks = Array.from({ length: 101 }, (_, at) => task(`g${at}`, `k${at}`));
  expect(slicesOf(tasks).map(({ kpis }) => kpis.size)).toEqual([100, 1]);
  const many = Array.from({ length: 150 }, (_, at) => task(`m${at}`, "base", `running-${at}`));
  expect(slicesOf(many).map(({ kpis }) => kpis.size)).toEqual([151]);
  expect(slicesOf([])).toEqual([]);
});
