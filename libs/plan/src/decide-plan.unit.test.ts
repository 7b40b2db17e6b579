import fc from "fast-check";
import type { Kpi, MilepostEvent, PlanFile } from "@milepost/contracts";
import { planFileSchema, readEvent } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import type { Decision } from "./decide-plan.ts";
import { decidePlan } from "./decide-plan.ts";
import { evolve } from "./evolve.ts";
import { countingVersions } from "./kpi-meaning.ts";
import type { PlanState } from "./plan-state.ts";
import { MAP_OF_KIND, currentId, emptyPlan } from "./plan-state.ts";

const KPI = { name: "K", unit: "ratio", direction: "increase", behaviour: "ratio", grain: "month" } as const;
const GOAL = { kind: "task", title: "G", owner: "ann", window: 2026 } as const;

function plan(parts: Record<string, unknown>): PlanFile {
  return planFileSchema.parse({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "America/New_York" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    ...parts,
  });
}

function context(now = "2026-03-01T02:00:00.000Z"): Parameters<typeof decidePlan>[2] {
  let count = 0;
  return { now, source: "//test/plan", actor: "person:ann", newId: () => `${now}-${(count += 1)}` };
}

function decided(decision: Decision): Extract<Decision, { ok: true }> {
  if (!decision.ok) throw new Error(JSON.stringify(decision.problems));
  return decision;
}

function apply(file: PlanFile, state: PlanState, now?: string): PlanState {
  return evolve(state, eventsOf(file, state, now));
}

function eventsOf(file: PlanFile, state: PlanState, now?: string): readonly MilepostEvent[] {
  return decided(decidePlan(file, state, context(now))).events.map(({ event }) => event);
}

describe("applying a plan", () => {
  const file = plan({
    units: { team: { name: "Team", parent: "works" }, works: { name: "Works" } },
    kpis: { "otd-ytd": { ...KPI, behaviour: "running", runningOf: "otd" }, otd: KPI },
    goals: {
      small: { ...GOAL, parent: "big", measure: { kpi: "otd", to: 1 } },
      big: { ...GOAL, measure: { kpi: "otd", to: 2 } },
    },
    scorecards: { all: { items: [{ goal: "big" }] } },
    alerting: { raiseBelow: 0.4 },
  });

  it("brings one valid event for each object, referenced objects first", () => {
    const { events, changes } = decided(decidePlan(file, emptyPlan, context()));
    expect(events.map(({ topic, key }) => `${topic} ${key}`)).toEqual([
      "people ann",
      "strategy calendar/default",
      "strategy unit/works",
      "strategy unit/team",
      "strategy kpi/otd",
      "strategy kpi/otd-ytd",
      "strategy goal/big",
      "strategy goal/small",
      "strategy scorecard/all",
      "strategy alerting/default",
    ]);
    expect(changes.every(({ change }) => change === "added")).toBe(true);
    for (const { event } of events) expect(readEvent(event)).toMatchObject({ ok: true });
  });

  it("holds from the local day on which it is applied, or from the date that it states", () => {
    const stated = plan({ kpis: { otd: { ...KPI, effectiveFrom: "2020-01-01" } } });
    expect(apply(file, emptyPlan).kpis.get("otd")?.effectiveFrom).toBe("2026-02-28");
    expect(apply(stated, emptyPlan).kpis.get("otd")?.effectiveFrom).toBe("2020-01-01");
  });

  it("a second time changes nothing", () => {
    const again = decided(decidePlan(file, apply(file, emptyPlan), context()));
    expect(again.events).toEqual([]);
    expect(again.changes.every(({ change }) => change === "unchanged")).toBe(true);
  });

  it("brings events only for what changed", () => {
    const renamed = plan({ ...file, people: { ann: { name: "Ann B.", email: "ann@example.org" } } });
    const state = apply(file, emptyPlan);
    expect(eventsOf(renamed, state).map(({ type }) => type)).toEqual(["milepost.person.recorded.v1"]);
  });

  it.each(["unit", "currency", "grain", "calendar", "behaviour"])(
    "makes a new KPI version when the %s changes",
    (field) => {
      const values = { unit: "count", currency: "EUR", grain: "week", calendar: "other", behaviour: "flow" };
      const changed = plan({ kpis: { otd: { ...KPI, [field]: values[field as keyof typeof values] } } });
      const state = apply(changed, apply(plan({ kpis: { otd: KPI } }), emptyPlan));
      expect(state.kpis.get("otd")?.version).toBe(2);
    },
  );

  it("keeps the KPI version when only words change", () => {
    const changed = plan({ kpis: { otd: { ...KPI, name: "Other words" } } });
    const state = apply(changed, apply(plan({ kpis: { otd: KPI } }), emptyPlan));
    expect(state.kpis.get("otd")).toMatchObject({ version: 1, definition: { name: "Other words" } });
  });

  it("a change of meaning that is taken back brings the values of before back, and leaves out those in between", () => {
    const inUnit = (unit: string): PlanFile => plan({ kpis: { otd: { ...KPI, unit } } });
    const first = apply(inUnit("ratio"), emptyPlan);
    expect(countingVersions(first)).toEqual({});
    const changed = apply(inUnit("count"), first);
    expect(countingVersions(changed)).toEqual({ otd: [2] });
    const back = apply(inUnit("ratio"), changed);
    expect(countingVersions(back)).toEqual({ otd: [1, 3] });
    // Goals on what left the plan keep their rows, made of what it meant last.
    const archived = apply(plan({}), back);
    expect(countingVersions(archived, ["otd"])).toEqual({ otd: [1, 3] });
    const returned = apply(inUnit("count"), archived);
    expect(countingVersions(returned)).toEqual({ otd: [2, 4] });
    // An earlier plan knows of no later version, but what is known now of their meanings speaks of it, too.
    expect(countingVersions({ kpis: first.kpis, meanings: returned.meanings })).toEqual({ otd: [1, 3] });
  });

  it("archives what left the file, and goes on with its versions when it returns", () => {
    const without = plan({});
    const first = apply(plan({ kpis: { otd: KPI } }), emptyPlan);
    const archived = apply(without, first, "2026-04-01T00:00:00.000Z");
    expect(archived.kpis.has("otd")).toBe(false);
    expect(archived.archived.get("kpi/otd")).toBe("2026-04-01T00:00:00.000Z");
    const back = apply(plan({ kpis: { otd: { ...KPI, unit: "count" } } }), archived);
    expect(back.kpis.get("otd")?.version).toBe(2);
    expect(back.archived.size).toBe(0);
  });

  it("archives what refers to an object before the object", () => {
    const archived = eventsOf(plan({}), apply(file, emptyPlan)).map(({ subject }) => subject);
    expect(archived.indexOf("goal/small")).toBeLessThan(archived.indexOf("kpi/otd"));
    expect(archived.indexOf("unit/team")).toBeLessThan(archived.indexOf("unit/works"));
  });

  it("keeps a goal's identity when it is renamed", () => {
    const goal = { ...GOAL, kind: "annual_goal", measure: { kpi: "otd", from: 0, to: 1 } };
    const named = (goals: object): PlanFile => plan({ kpis: { otd: KPI }, goals });
    const before = apply(named({ small: goal }), emptyPlan);
    const file = named({ great: { ...goal, renamedFrom: "small" } });
    const { events, changes } = decided(decidePlan(file, before, context()));
    expect(changes).toContainEqual({ kind: "goal", id: "great", change: "changed" });
    const after = evolve(
      before,
      events.map(({ event }) => event),
    );
    expect(after.goals.get("great")?.version).toBe(2);
    expect(currentId(after, "goal", "small")).toBe("great");
    expect([...after.goals.keys()]).toEqual(["great"]);
    expect(eventsOf(file, after)).toEqual([]);
  });

  describe("a KPI that says it was another one", () => {
    const file = plan({ kpis: { delivery: { ...KPI, renamedFrom: "otd" } } });
    const known = apply(plan({ kpis: { otd: KPI } }), emptyPlan);

    it.each([
      ["in the plan", known],
      ["archived", apply(plan({}), known)],
    ])("is refused while that one is %s: its values would stay behind", (_where, state) => {
      expect(decidePlan(file, state, context())).toMatchObject({
        ok: false,
        problems: [{ field: "kpis.delivery.renamedFrom", code: "kpi_renamed" }],
      });
    });

    it("is taken where no such KPI was ever known", () => {
      expect(apply(file, emptyPlan).kpis.has("delivery")).toBe(true);
    });

    it("goes on where an earlier log renamed it, with its versions and their meanings", () => {
      const anew = eventsOf(plan({ kpis: { delivery: KPI } }), emptyPlan);
      const renaming = anew.map((event) =>
        event.type === "milepost.kpi.defined.v1"
          ? { ...event, data: { ...event.data, definition: file.kpis["delivery"] as Kpi } }
          : event,
      );
      const renamed = evolve(evolve(known, renaming), eventsOf(plan({}), known));
      expect(currentId(renamed, "kpi", "otd")).toBe("delivery");
      expect(eventsOf(file, renamed)).toEqual([]);
      expect(renamed.meanings.get("delivery")).toEqual(renamed.meanings.get("otd"));
    });
  });

  it("is refused whole when an object is managed by the API", () => {
    const api = apply(plan({ kpis: { otd: KPI } }), emptyPlan).kpis.get("otd");
    const state = { ...emptyPlan, kpis: new Map([["otd", { ...api!, managedBy: "api" as const }]]) };
    const decision = decidePlan(file, state, context());
    expect(decision).toMatchObject({ ok: false, problems: [{ field: "kpis.otd", code: "managed_by_api" }] });
  });

  it("leaves objects of the API where they are when the file does not name them", () => {
    const api = apply(plan({ kpis: { own: KPI } }), emptyPlan).kpis.get("own");
    const state = { ...emptyPlan, kpis: new Map([["own", { ...api!, managedBy: "api" as const }]]) };
    expect(apply(file, state).kpis.has("own")).toBe(true);
  });

  it("returns to the default alerting rules when the file no longer names any", () => {
    const state = apply(file, emptyPlan);
    expect(state.alerting.raiseBelow).toBe(0.4);
    expect(apply(plan({}), state).alerting.raiseBelow).toBe(0.5);
  });
});

const ids = fc.constantFrom("a", "b", "c", "constructor", "7");
const anyPlan = fc
  .record({
    kpis: fc.dictionary(
      ids,
      fc.record({ unit: fc.constantFrom("ratio", "count"), name: fc.constantFrom("x", "y") }),
    ),
    weight: fc.constantFrom(1, 2),
    people: fc.dictionary(ids, fc.constantFrom("Ann", "Bo")),
  })
  .map(({ kpis, weight, people }) =>
    plan({
      people: Object.fromEntries(
        Object.entries(people).map(([id, name]) => [id, { name, email: "a@example.org" }]),
      ),
      kpis: Object.fromEntries(Object.entries(kpis).map(([id, some]) => [id, { ...KPI, ...some }])),
      goals: Object.fromEntries(
        Object.keys(kpis).map((id) => [`g-${id}`, { ...GOAL, weight, measure: { kpi: id, to: 1 } }]),
      ),
    }),
  );

describe("any sequence of plans", () => {
  it("leaves exactly the last plan standing, and applying it again brings no event", () => {
    const plans = fc.array(anyPlan, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(plans, (files) => {
        const state = files.reduce((before, file) => apply(file, before), emptyPlan);
        const last = files.at(-1)!;
        expect(definitionsOf(state, "kpi")).toEqual(last.kpis);
        expect(definitionsOf(state, "goal")).toEqual(last.goals);
        for (const [id, person] of Object.entries(last.people)) expect(state.people.get(id)).toEqual(person);
        expect(eventsOf(last, state)).toEqual([]);
      }),
    );
  });

  it("gives the same state folded event by event, in one batch, and after a trip through JSON", () => {
    fc.assert(
      fc.property(fc.array(anyPlan, { minLength: 1, maxLength: 4 }), (files) => {
        const log: MilepostEvent[] = [];
        let state = emptyPlan;
        for (const file of files) {
          const events = eventsOf(file, state);
          log.push(...events);
          state = evolve(state, events);
        }
        const stored = JSON.parse(JSON.stringify(log)) as MilepostEvent[];
        expect(evolve(emptyPlan, stored)).toEqual(state);
        expect(stored.reduce((before, event) => evolve(before, [event]), emptyPlan)).toEqual(state);
      }),
    );
  });

  it("never gives a KPI version to two meanings", () => {
    fc.assert(
      fc.property(fc.array(anyPlan, { minLength: 2, maxLength: 4 }), (files) => {
        const meanings = new Map<string, string>();
        let state = emptyPlan;
        for (const file of files) {
          state = apply(file, state);
          for (const { id, version, definition } of state.kpis.values()) {
            const known = meanings.get(`${id}@${version}`) ?? definition.unit;
            expect(definition.unit).toBe(known);
            meanings.set(`${id}@${version}`, known);
          }
        }
      }),
    );
  });
});

function definitionsOf(state: PlanState, kind: "kpi" | "goal"): Record<string, unknown> {
  return Object.fromEntries(
    [...state[MAP_OF_KIND[kind]].values()].map(({ id, definition }) => [id, definition]),
  );
}
