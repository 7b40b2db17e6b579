import type { MilepostEvent } from "@milepost/contracts";
import { emptyPlan, evolve, measuredObjects } from "@milepost/plan";
import { expect, test } from "vitest";
import { definition, observation, smallPlan } from "../projector-parts.fixture.ts";
import { ALL_DIRTY, CLEAN, bothDirty, dirtOf, dirtyOwners, isClean } from "./dirt.ts";

const events = smallPlan().map(({ event }) => event);
const objects = measuredObjects(evolve(emptyPlan, events));

test("an observation makes the goals that measure its KPI dirty, and the scorecards that hold them", () => {
  const dirt = dirtOf([observation({ kpi: "orders", period: "2026-09", value: "1" }).event], CLEAN);
  expect(dirtyOwners(dirt, objects)).toEqual({
    goals: new Set(["orders-2026"]),
    scorecards: new Set(["company"]),
  });
});

test("a KPI makes the goals on the derived total of its running figure dirty: whether that adds up depends on it", () => {
  const monthly = { name: "Trips", unit: "count", behaviour: "flow", grain: "month" };
  const running = { ...monthly, behaviour: "running", runningOf: "trips", dimensions: ["plant"] };
  const goal = { kind: "annual_goal", owner: "ann", window: 2026, title: "Drive" };
  const plan = [
    definition("kpi", "trips", monthly),
    definition("kpi", "trips-to-date", { ...running, total: "derived" }),
    definition("kpi", "trips-reported", { ...running, total: "reported" }),
    definition("goal", "drive", { ...goal, measure: { kpi: "trips-to-date", to: 9 } }),
    definition("goal", "report", { ...goal, measure: { kpi: "trips-reported", to: 9 } }),
  ].map(({ event }) => event);
  const changed = definition("kpi", "trips", { ...monthly, behaviour: "stock" }).event;
  const owners = dirtyOwners(
    dirtOf([changed], CLEAN),
    measuredObjects(evolve(emptyPlan, [...plan, changed])),
  );
  expect(owners.goals).toEqual(new Set(["drive"]));
});

test("an id that a goal had before is dirty when it is given up, so that its rows go; news of the KPI make the goal dirty under its new one", () => {
  const goal = { kind: "annual_goal", owner: "ann", window: 2026, title: "Orders" };
  const measured = { ...goal, measure: { kpi: "orders", to: 9 } };
  const former = definition("goal", "orders-2026", measured).event;
  const archived = {
    ...former,
    type: "milepost.definition.archived.v1",
    data: { kind: "goal", id: "orders-2026", reason: "renamed" },
  } as MilepostEvent;
  const renaming = [definition("goal", "sales", { ...measured, renamedFrom: "orders-2026" }).event, archived];
  const renamed = measuredObjects(evolve(emptyPlan, [...events, ...renaming]));
  expect(dirtyOwners(dirtOf(renaming, CLEAN), renamed).goals).toEqual(new Set(["sales", "orders-2026"]));
  const { event } = observation({ kpi: "orders", period: "2026-09", value: "1" });
  expect(dirtyOwners(dirtOf([event], CLEAN), renamed).goals).toEqual(new Set(["sales"]));
});

test("what a source forecasts makes nothing dirty", () => {
  const { event } = observation({ kpi: "orders", period: "2026-09", kind: "forecast", value: "1" });
  expect(isClean(dirtOf([event], CLEAN))).toBe(true);
});

test("what nobody measures makes nothing dirty", () => {
  const dirt = dirtOf([observation({ kpi: "elsewhere", period: "2026-09", value: "1" }).event], CLEAN);
  expect(dirtyOwners(dirt, objects)).toEqual({ goals: new Set(), scorecards: new Set() });
});

test("a calendar makes everything dirty, since periods end at its midnight", () => {
  const calendar = events.filter(({ type }) => type === "milepost.calendar.defined.v1");
  const owners = dirtyOwners(dirtOf(calendar, CLEAN), objects);
  expect(owners.goals.size).toBe(3);
  expect(owners.scorecards.size).toBe(1);
});

test("dirt of two batches adds up, and runs and people make none", () => {
  const left = dirtOf([observation({ kpi: "orders", period: "2026-09", value: "1" }).event], CLEAN);
  const right = dirtOf([observation({ kpi: "visits", period: "2026-09", value: "1" }).event], CLEAN);
  expect(bothDirty(left, right).kpis).toEqual(new Set(["orders", "visits"]));
  expect(isClean(dirtOf([{ type: "milepost.run.completed.v1" } as MilepostEvent], CLEAN))).toBe(true);
  expect(isClean(bothDirty(CLEAN, ALL_DIRTY))).toBe(false);
});
