import type { AlertCause } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { measuredBy, reading } from "../goal-case.fixture.ts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import type { KnownAssessment } from "../ledger.ts";
import { causesOf } from "./causes-of.ts";
import type { CauseSight, SupportedLead } from "./causes-of.ts";

const assessment = { id: "a", goal: "g", period: "2026-06", pHit: 0.2 } as KnownAssessment;
const sight: CauseSight = {
  measured: measuredBy({ to: 10 }),
  assessment,
  raiseBelow: 0.5,
  reading: reading([]),
  below: [],
  earlier: [],
  leads: [],
};
const found = (changes: Partial<CauseSight>): readonly AlertCause[] => causesOf({ ...sight, ...changes });

test("nothing that is known is no cause", () => {
  expect(found({})).toEqual([]);
});

test("a goal below that is at risk, or that ended and was missed, is one; others are not", () => {
  const below = { goal: "c", title: "Child", closing: undefined, share: 0.7 };
  const at = (pHit: number | null): object => ({ ...below, assessment: { ...assessment, id: "c1", pHit } });
  const asked = (...one: object[]): readonly AlertCause[] => found({ below: one as never });
  expect(asked(at(0.3))).toMatchObject([
    {
      kind: "goal",
      of: "c",
      share: 0.7,
      evidence: "c1",
      text: "“Child”, a goal below it, stands at 30 % itself, 70 % of the risk of the goals below.",
    },
  ]);
  expect(asked(at(0.5), at(null), { ...below, assessment: undefined })).toEqual([]);
  const missed = { ...below, assessment: undefined, closing: { id: "closed-1", outcome: "miss" } };
  expect(asked(missed)).toMatchObject([{ kind: "missed_goal", of: "c", evidence: "closed-1" }]);
  expect(asked({ ...missed, closing: { id: "closed-1", outcome: "hit" } })).toEqual([]);
});

test("a plan that had not helped by its review date is one", () => {
  const word = { id: "w", kind: "acknowledged", at: 0, until: "2026-04-01" };
  const alert = { alert: "g-2026-02", word, ranOut: { w: 1 } } as unknown as KnownAlert;
  expect(found({ earlier: [alert] })).toMatchObject([
    { kind: "missed_plan", of: "g-2026-02", evidence: "w" },
  ]);
  expect(found({ earlier: [{ ...alert, ranOut: {} }] })).toEqual([]);
});

test("a new level is one where it is worse", () => {
  const shift = { kind: "level_shift", period: "2026-03", size: -3, ratio: -0.12 } as const;
  expect(found({ assessment: { ...assessment, breaks: [shift] } })).toMatchObject([
    { kind: "shift", evidence: "2026-03", text: "K has been on a lower level since March 2026, by 12 %." },
  ]);
  expect(found({ assessment: { ...assessment, breaks: [{ ...shift, size: 3, ratio: 0.12 }] } })).toEqual([]);
});

/** Thirty months of a series, the last one as given. */
const monthly = (last: number, before = (at: number): number => 10 + (at % 3)): readonly number[] => [
  ...Array.from({ length: 29 }, (_, at) => before(at)),
  last,
];

test("a supported lead is one where it stood on the wrong side of its usual level as long before as it is ahead", () => {
  const test_ = { ...EXAMPLE_EVENTS.leadTested.data, lead: "k", lag: 1, strength: 0.6 };
  const lead: SupportedLead = {
    name: "Staff",
    baseId: "k",
    decimals: 0,
    unit: "count",
    event: "t",
    test: test_,
  };
  const with_ = (values: readonly number[], strength = 0.6): readonly AlertCause[] =>
    found({ reading: reading(values), leads: [{ ...lead, test: { ...test_, strength } }] });
  // May is one month before the alert's June.
  const low = monthly(11).with(28, 2);
  expect(with_(low)).toMatchObject([{ kind: "lead", of: "k", evidence: "t" }]);
  expect(with_(low)[0]?.text).toContain(
    "Staff, which the values show to lead it by 1 month, was 2 in May 2026, 11",
  );
  expect(with_(monthly(11).with(28, 20))).toEqual([]);
  expect(with_(monthly(11).with(28, 20), -0.6)).toMatchObject([{ kind: "lead" }]);
  expect(with_(monthly(2))).toEqual([]);
});

test("a lead with unknown months is looked at in the month that is as far before as it is ahead, and in no other", () => {
  const test_ = { ...EXAMPLE_EVENTS.leadTested.data, lead: "k", lag: 2, strength: 0.6 };
  const lead = { name: "Staff", baseId: "k", decimals: 0, unit: "count", event: "t", test: test_ };
  const of = (...changed: readonly (readonly [number, number | null])[]): readonly AlertCause[] => {
    const values: (number | null)[] = Array.from({ length: 54 }, (_, at) => 10 + (at % 3));
    for (const [at, value] of changed) values[at] = value;
    // The fixture begins in January 2024: the last month is June 2028.
    return found({
      assessment: { ...assessment, period: "2028-06" },
      reading: reading(values),
      leads: [lead],
    });
  };
  const [march, april, may, june] = [50, 51, 52, 53] as const;
  expect(of([april, 2])).toMatchObject([{ kind: "lead" }]);
  expect(of([april, 2])[0]?.text).toContain("2 in April 2028");
  // May is unknown: April is two months before June all the same.
  expect(of([april, 2], [may, null])).toMatchObject([{ kind: "lead" }]);
  expect(of([march, 2], [may, null])).toEqual([]);
  expect(of([march, 2], [may, null], [june, null])).toEqual([]);
  // What is not known of April is not told by March.
  expect(of([april, null], [march, 2])).toEqual([]);
});

test("a lead that is low, but no lower than it often is, is none", () => {
  const test_ = { ...EXAMPLE_EVENTS.leadTested.data, lead: "k", lag: 1, strength: 0.6 };
  const lead = { name: "Staff", baseId: "k", decimals: 0, unit: "count", event: "t", test: test_ };
  const restless = Array.from({ length: 30 }, (_, at) => 10 + ((at * 7) % 5));
  expect(found({ reading: reading(restless.with(28, 9)), leads: [lead] })).toEqual([]);
  expect(found({ reading: reading(restless.with(28, 0)), leads: [lead] })).toMatchObject([{ kind: "lead" }]);
});
