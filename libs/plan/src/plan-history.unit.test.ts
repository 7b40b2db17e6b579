import type { MilepostEvent } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve } from "./evolve.ts";
import { createPlanHistory } from "./plan-history.ts";
import type { StrategyEvent } from "./plan-history.ts";
import { emptyPlan } from "./plan-state.ts";

const unit = (offset: number): StrategyEvent => ({
  offset,
  event: {
    specversion: "1.0",
    id: `e${offset}`,
    source: "//test",
    time: "2026-03-01T00:00:00.000Z",
    type: "milepost.unit.defined.v1",
    data: { id: `u${offset % 3}`, effectiveFrom: "2026-03-01", managedBy: "api", definition: { name: "U" } },
  } as MilepostEvent,
});

test("what people say of goals is no change of the plan", () => {
  const history = createPlanHistory();
  const [first, second] = [unit(1), unit(4)];
  const said = { ...first.event, id: "said", type: "milepost.checkin.made.v1" } as MilepostEvent;
  history.take([first, { offset: 2, event: said }]);
  history.take([{ offset: 3, event: { ...said, id: "said-again" } }]);
  expect(history.below(4)).toBe(history.below(2));
  expect([1, 2, 4].map((offset) => history.changesBelow(offset))).toEqual([0, 1, 1]);
  history.take([second]);
  expect(history.changesBelow(5)).toBe(2);
  expect([0, 4, 5, 9].map((offset) => history.reaching(offset))).toEqual([5, 5, 5, 9]);
});

test("what was said of one object is found by its kind and id, also that it left the plan, and once where a batch comes again", () => {
  const history = createPlanHistory();
  const archived = {
    ...unit(7).event,
    id: "gone",
    type: "milepost.definition.archived.v1",
    data: { kind: "unit", id: "u1", reason: "left the plan file" },
  } as MilepostEvent;
  const all = [unit(1), unit(2), unit(4), { offset: 7, event: archived }];
  history.take(all.slice(0, 3));
  history.take(all.slice(1));
  expect(history.about("unit", "u1").map(({ offset }) => offset)).toEqual([1, 4, 7]);
  expect([history.about("kpi", "u1"), history.about("unit", "u0")]).toEqual([[], []]);
});

test("the plan below any offset is the fold of the events below it, in whatever order offsets are asked for", () => {
  const step = fc.oneof(
    fc.record({ take: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ ask: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const history = createPlanHistory();
      const taken: StrategyEvent[] = [];
      for (const one of steps) {
        if ("take" in one) {
          // Offsets have gaps where records were no events, and a batch may come again.
          const more = Array.from({ length: one.take }, (_, index) => unit((taken.length + index) * 2 + 1));
          history.take([...taken.slice(-2), ...more]);
          taken.push(...more);
          continue;
        }
        const below = taken.filter(({ offset }) => offset < one.ask).map(({ event }) => event);
        expect(history.below(one.ask)).toEqual(evolve(emptyPlan, below));
        expect(history.below(one.ask)).toBe(history.below(one.ask));
      }
    }),
  );
});
