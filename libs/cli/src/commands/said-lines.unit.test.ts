import { expect, it } from "vitest";
import { saidLines } from "./said-lines.ts";

const SAID = { said_by: "ann", time: "2026-10-03T09:00:00.000Z" };
const OVERRIDE = {
  ...SAID,
  says: "hit",
  until: "2026-11-01",
  reason: "The contract is signed",
  withdrawn_by: null,
  withdrawn_at: null,
  withdrawal_reason: null,
} as const;
const CHECK_IN = { ...SAID, confidence: 7, comment: null };

it("says of a goal how its people see it: the newest override and check-in, and when the next one is due", () => {
  const older = { ...OVERRIDE, says: "miss" } as const;
  const said = {
    overrides: [OVERRIDE, older],
    check_ins: [CHECK_IN],
    check_in_due: "2026-10-10T00:00:00.000Z",
  };
  expect(saidLines(said)).toEqual([
    "ann says on 2026-10-03 that it will be reached, until 2026-11-01: “The contract is signed”",
    "ann is 7 of 10 sure, on 2026-10-03",
    "The next check-in is due by 2026-10-10",
  ]);
});

it("an override that was withdrawn does not stand any more, and says who took it back and why", () => {
  const withdrawn = {
    ...OVERRIDE,
    says: "miss",
    withdrawn_by: "bo",
    withdrawn_at: "2026-10-09T09:00:00.000Z",
    withdrawal_reason: "It fell through",
  } as const;
  expect(saidLines({ overrides: [withdrawn], check_ins: [], check_in_due: null })).toEqual([
    "ann said on 2026-10-03 that it will be missed; bo withdrew that on 2026-10-09: “It fell through”",
  ]);
});

it("where nobody said anything and nothing is due there is no line", () => {
  expect(saidLines({ overrides: [], check_ins: [], check_in_due: null })).toEqual([]);
});
