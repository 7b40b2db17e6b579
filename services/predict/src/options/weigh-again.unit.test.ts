import type { MilepostEvent, OptionsWeighedData } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLedger } from "../ledger.ts";
import type { KnownAssessment, Ledger } from "../ledger.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import { isMaterial, stepAfter } from "./weigh-again.ts";
import type { WeighedFacts } from "./weigh-again.ts";
import { weighingMark } from "./weigh-options.ts";

const { data } = EXAMPLE_EVENTS.optionsWeighed;
const { alert } = data;
const NOW = Date.parse("2026-10-01T12:00:00Z");

function leading(lag: number, timeZone = "UTC"): SupportedLead {
  const lead = { id: "calls", baseId: "calls", timeZone };
  return { link: { lead }, lag, test: "t", strength: 0.5 } as unknown as SupportedLead;
}

/** What an alert's options may rest on: one assessment, and leads that come and go. */
const STATES = [[], [leading(2)], [leading(3)], [leading(2), leading(3)]].map((supported): WeighedFacts => ({
  assessment: { ...data, id: "a" } as unknown as KnownAssessment & { pHit: number },
  clearAbove: 0.65,
  external: [],
  supported,
  now: NOW,
}));

/** The weighing that a job appends when it finds the log so; undefined: it has nothing to say. */
function weighing(ledger: Ledger, facts: WeighedFacts): { id: string; data: OptionsWeighedData } | undefined {
  const last = ledger.options(alert);
  if (!isMaterial(last, facts)) return undefined;
  const step = stepAfter(last);
  const supported = (facts.supported ?? []).map(({ link, lag }) => `${link.lead.id}@${lag}`);
  const { leads: _, ...rest } = data;
  return {
    id: weighingMark({ step, at: facts.now, ...facts }),
    data: { ...rest, step, assessment: "a", external: [], supported },
  };
}

function take(ledger: Ledger, { id, data: of }: { id: string; data: OptionsWeighedData }): void {
  const event = { type: "milepost.options.weighed.v1", id, data: of } as unknown as MilepostEvent;
  const record = { topic: "assessments", partition: 0, offset: 0, key: "g", value: event, text: "" } as const;
  ledger.take([{ event, record }]);
}

test("each weighing of an alert has an id of its own, also of a state that comes back, and the same one when done again", () => {
  const history = fc.array(fc.record({ state: fc.nat(STATES.length - 1), isLate: fc.boolean() }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(history, (steps) => {
      const ledger = createLedger();
      const ids: string[] = [];
      for (const { state, isLate } of steps) {
        const facts = STATES[state] as WeighedFacts;
        const made = weighing(ledger, facts);
        if (made === undefined) continue;
        // Killed before it was appended, a job does it again.
        const again = weighing(ledger, facts);
        expect(again?.id).toBe(made.id);
        const before = ids.length > 0 ? { id: ids.at(-1) ?? "", data: ledger.options(alert) ?? data } : made;
        take(ledger, made);
        ids.push(made.id);
        // Killed behind that, another one may append the one before again.
        if (isLate) take(ledger, before);
        expect(ledger.options(alert)?.step).toBe(ids.length);
        expect(weighing(ledger, facts)).toBeUndefined();
      }
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { examples: [[[0, 1, 0, 1, 0].map((state) => ({ state, isLate: false }))]] },
  );
});

test("what was weighed before weighings were counted is followed by a second one", () => {
  const { step: _, ...uncounted } = data;
  expect([stepAfter(undefined), stepAfter(uncounted), stepAfter({ ...data, step: 7 })]).toEqual([1, 2, 8]);
});

test("options are weighed again for another period, target, date, threshold, report or name of the goal, and for a chance that moved", () => {
  const { leads: _, supported: __, ...last } = { ...data, external: [] };
  const { goal, pHit, period, target, periodsLeft, modelVersion } = last;
  const now = { id: "a-2", goal, pHit, period, target, periodsLeft, modelVersion };
  const again = (changes: object, more: Partial<WeighedFacts> = {}): boolean => {
    const assessment = { ...now, ...changes } as unknown as WeighedFacts["assessment"];
    return isMaterial(last, { assessment, clearAbove: 0.65, external: [], now: NOW, ...more });
  };
  expect(again({ pHit: pHit + 0.009 })).toBe(false);
  expect(again({ id: last.assessment, pHit: pHit + 0.5 })).toBe(false);
  expect(again({ pHit: pHit + 0.011 })).toBe(true);
  expect(again({ period: "2026-10" })).toBe(true);
  expect(again({ target: 0.96 })).toBe(true);
  expect(again({ periodsLeft: 9 })).toBe(true);
  expect(again({ modelVersion: "99" })).toBe(true);
  expect(again({ goal: "renamed" })).toBe(true);
  expect(again({}, { clearAbove: 0.7 })).toBe(true);
  expect(again({}, { external: ["launch"] })).toBe(true);
  expect(again({}, { supported: [leading(2)] })).toBe(true);
  expect(isMaterial(undefined, STATES[0] as WeighedFacts)).toBe(true);
});

test("options are weighed again once a lead would have had to move in a period that has begun where the lead is", () => {
  const [lead] = data.leads ?? [];
  const last = { ...data, assessment: "a", external: [], supported: ["calls@2"] };
  const leads = lead === undefined ? [] : [{ ...lead, lead: "calls", fromDate: "2026-10-01" }];
  const isDue = (now: string, timeZone: string): boolean =>
    isMaterial(
      { ...last, leads },
      {
        ...(STATES[1] as WeighedFacts),
        supported: [leading(2, timeZone)],
        now: Date.parse(now),
      },
    );
  expect(leads).toHaveLength(1);
  // On its first day a month can still be moved.
  expect(isDue("2026-10-01T23:59:00Z", "UTC")).toBe(false);
  expect(isDue("2026-10-02T00:00:00Z", "UTC")).toBe(true);
  expect(isDue("2026-10-02T00:00:00Z", "America/New_York")).toBe(false);
  const { leads: _, ...without } = last;
  expect(
    isMaterial(without, { ...(STATES[1] as WeighedFacts), now: Date.parse("2027-01-01T00:00:00Z") }),
  ).toBe(false);
});
