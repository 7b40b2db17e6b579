import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLedger, laterOf } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";

const ASSESSED = fc.array(fc.record({ asOf: fc.nat(5), backtest: fc.boolean() }), {
  minLength: 1,
  maxLength: 20,
});

function ledgerOf(made: readonly { readonly asOf: number; readonly backtest: boolean }[]): Ledger {
  const ledger = createLedger();
  made.forEach(({ asOf, backtest }, offset) => {
    const data = { goal: "g", period: "2026-06", asOf: new Date(asOf).toISOString(), backtest };
    const event = { type: "milepost.assessment.made.v1", id: `a${offset}`, data } as unknown as MilepostEvent;
    const place = { topic: "assessments", partition: 0, offset } as const;
    ledger.take([{ event, record: { ...place, key: "g", value: event, text: "" } }]);
  });
  return ledger;
}

test("however many assessments of a period there were, few are kept, and among them the one that counts", () => {
  fc.assert(
    fc.property(ASSESSED, (made) => {
      const ledger = ledgerOf(made);
      const counting = made.map((one, offset) => ({ ...one, offset })).reduce(laterOf);
      expect(ledger.newest("g", "2026-06")?.offset).toBe(counting.offset);
      for (const backtest of [true, false]) {
        const kept = ledger
          .assessmentsOf("g")
          .get("2026-06")
          ?.filter((one) => one.backtest === backtest);
        expect(kept?.length).toBe(Math.min(3, made.filter((one) => one.backtest === backtest).length));
      }
    }),
  );
});

test("closings teach, and so do assessments of goals that are closed; those of open goals do not", () => {
  const ledger = ledgerOf([{ asOf: 1, backtest: false }]);
  expect(ledger.taught()).toBe(0);
  const closing = {
    type: "milepost.goal.closed.v1",
    id: "c",
    data: { goal: "g", asOf: "2026-07-01T00:00:00Z" },
  };
  const event = closing as unknown as MilepostEvent;
  const record = { topic: "assessments", partition: 0, offset: 1, key: "g", value: event, text: "" } as const;
  ledger.take([{ event, record }]);
  expect(ledger.taught()).toBe(1);
});

test("of an assessment stays what decisions look at, the chart does not, and equal positions and rules are held once", () => {
  const ledger = createLedger();
  const event = EXAMPLE_EVENTS.assessmentMade;
  const say = (period: string, offset: number): void => {
    // As from the log: nothing is shared with another event.
    const data = structuredClone({ ...event.data, period });
    const said = { ...event, id: `a-${offset}`, data } as MilepostEvent;
    const place = { topic: "assessments", partition: 0, offset } as const;
    ledger.take([{ event: said, record: { ...place, key: "g", value: said, text: "" } }]);
  };
  say("2026-08", 0);
  say("2026-09", 1);
  const [one, two] = ["2026-08", "2026-09"].map((period) => ledger.newest(event.data.goal, period));
  expect(event.data.fan.length).toBeGreaterThan(0);
  expect(one).not.toHaveProperty("fan");
  expect(one).not.toHaveProperty("calibration");
  const kept = ["goal", "pHit", "features", "spread", "rule", "low80", "inputsPosition"] as const;
  for (const field of kept) expect([field, one?.[field]]).toEqual([field, event.data[field]]);
  expect(one?.inputsPosition).toBe(two?.inputsPosition);
  expect(one?.rule).toBe(two?.rule);
});
