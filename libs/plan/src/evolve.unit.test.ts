import type { MilepostEvent } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { evolvePeople } from "./evolve-people.ts";
import { evolve } from "./evolve.ts";
import { emptyPlan } from "./plan-state.ts";

const envelope = {
  specversion: "1.0",
  id: "e1",
  source: "//test",
  time: "2026-03-01T00:00:00.000Z",
} as const;
const recorded: MilepostEvent = {
  ...envelope,
  type: "milepost.person.recorded.v1",
  data: { person: "ann", name: "Ann", email: "ann@example.org" },
};
const erased: MilepostEvent = { ...envelope, type: "milepost.person.erased.v1", data: { person: "ann" } };

describe("the plan as the log tells it", () => {
  it("knows the instant that the deployment's own clock was last set to", () => {
    const set = (now: string): MilepostEvent => ({
      ...envelope,
      type: "milepost.clock.set.v1",
      data: { now, reason: "demo" },
    });
    expect(emptyPlan.clock).toBeNull();
    expect(evolve(emptyPlan, [set("2014-10-01T04:00:00Z"), set("2014-11-01T04:00:00Z")]).clock).toBe(
      "2014-11-01T04:00:00Z",
    );
  });

  it("is the same object when no event is its business", () => {
    expect(evolve(emptyPlan, [erased].slice(1))).toBe(emptyPlan);
  });

  it("takes the append time as recorded time where the event was stamped", () => {
    const event: MilepostEvent = {
      ...envelope,
      recordedtime: "2026-03-01T00:00:05.000Z",
      type: "milepost.unit.defined.v1",
      data: { id: "u", effectiveFrom: "2026-03-01", managedBy: "api", definition: { name: "U" } },
    };
    const unit = evolve(emptyPlan, [event]).units.get("u");
    expect(unit).toMatchObject({ recordedAt: "2026-03-01T00:00:05.000Z", managedBy: "api", version: 1 });
    expect(evolve(evolve(emptyPlan, [event]), [event]).units.get("u")?.version).toBe(2);
  });

  it("leaves the state before it untouched", () => {
    const before = evolve(emptyPlan, [recorded]);
    evolve(before, [erased]);
    expect(before.people.get("ann")).toEqual({ name: "Ann", email: "ann@example.org" });
    expect(emptyPlan.people.size).toBe(0);
  });

  it("forgets an erased person", () => {
    expect(evolvePeople(new Map(), [recorded, erased]).size).toBe(0);
  });
});
