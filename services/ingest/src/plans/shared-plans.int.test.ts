import type { EventLog } from "@milepost/event-log";
import { decidePlan, parsePlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { MilepostError, standingClock } from "@milepost/runtime";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeEvents } from "../events/take-events.ts";
import { createPlanApplier } from "./apply-plan.ts";
import type { ApplyPlanRequest, PlanApplied } from "./apply-plan.ts";
import { followPlan } from "./follow-plan.ts";
import type { PlanReader } from "./follow-plan.ts";

const clock = standingClock(Date.parse("2026-10-01T06:00:00Z"));

let test: TestLog;
let folder: ReturnType<typeof temporaryFolder>;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  test = await openTestLog();
  folder = temporaryFolder();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await test.close();
  folder.remove();
});

interface Instance {
  readonly log: EventLog;
  readonly plan: PlanReader;
  readonly apply: (request: Omit<ApplyPlanRequest, "actor">) => Promise<PlanApplied>;
}

/** An instance of ingest, as far as plans go; `around` may come between it and its log. */
async function instance(around: (log: EventLog) => EventLog = (log) => log): Promise<Instance> {
  const log = around(await test.another());
  const plan = await followPlan(log, () => undefined);
  closing.push(() => plan.close());
  // Nothing is previewed here.
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const apply = createPlanApplier({ log, clock, plan, dataDir: folder.path, preview });
  return { log, plan, apply: (request) => apply({ actor: "test", ...request }) };
}

type Kpis = Readonly<Record<string, object>>;
const base = (planFile() as { readonly kpis: Kpis }).kpis;

function planNaming(names: Readonly<Record<string, string>>): string {
  const more = Object.entries(names).map(([id, name]) => [id, { ...base["revenue"], name }]);
  return JSON.stringify(planFile({ kpis: { ...base, ...Object.fromEntries(more) } }));
}

/** Whether the state is exactly what the plan says. */
function holds(text: string, state: PlanState): boolean {
  const parsed = parsePlan(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const context = {
    now: new Date(clock.now()).toISOString(),
    source: "//test",
    actor: "test",
    newId: () => "",
  };
  const decision = decidePlan(parsed.plan, state, context);
  return decision.ok && decision.events.length === 0;
}

async function stateNow(): Promise<PlanState> {
  const plan = await followPlan(test.log, () => undefined);
  await plan.close();
  return plan.state();
}

describe("plans that two instances apply at the same time", () => {
  it("end as if one had come after the other, whatever the order of their events", async () => {
    const [one, other] = [await instance(), await instance()];
    const names = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("x", "y", "z"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, names), { minLength: 1, maxLength: 4 }), async (pairs) => {
        for (const [left, right] of pairs) {
          const texts = [planNaming(left), planNaming(right)];
          const applied = await Promise.all([
            one.apply({ text: texts[0] as string }),
            other.apply({ text: texts[1] as string }),
          ]);
          expect(applied).toMatchObject([{ ok: true }, { ok: true }]);
          const state = await stateNow();
          expect(texts.some((text) => holds(text, state))).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("an applier whose look was overtaken decides again, and the caller is told what holds", async () => {
    const other = await instance();
    const theirs = planNaming({ theirs: "Theirs", both: "Theirs too" });
    const ours = planNaming({ ours: "Ours", both: "Ours too" });
    let overtaken = false;
    const one = await instance((log) => ({
      ...log,
      append: async (records) => {
        if (!overtaken) {
          overtaken = true;
          await other.apply({ text: theirs });
        }
        return log.append(records);
      },
    }));
    const applied = await one.apply({ text: ours });
    expect(holds(ours, await stateNow())).toBe(true);
    expect(applied).toMatchObject({
      ok: true,
      changes: expect.arrayContaining([
        { kind: "kpi", id: "ours", change: "added" },
        { kind: "kpi", id: "theirs", change: "archived" },
      ]),
    });
  });

  it("an applier that is overtaken again and again gives up and says so", async () => {
    const other = await instance();
    let turn = 0;
    const one = await instance((log) => ({
      ...log,
      append: async (records) => {
        await other.apply({ text: planNaming({ theirs: String((turn += 1)) }) });
        return log.append(records);
      },
    }));
    await expect(one.apply({ text: planNaming({ ours: "Ours" }) })).rejects.toMatchObject({
      code: "conflict",
      retryable: true,
    });
  });

  it("under one idempotency key have one effect and one answer", async () => {
    const [one, other] = [await instance(), await instance()];
    const request = { text: planNaming({ a: "A" }), idempotencyKey: "k" };
    const [first, second] = await Promise.all([one.apply(request), other.apply(request)]);
    expect(await one.apply(request)).toEqual(await other.apply(request));
    const ids = (applied: PlanApplied): readonly string[] =>
      applied.ok ? applied.changes.map(({ kind, id }) => `${kind}/${id}`).toSorted() : [];
    expect(ids(second)).toEqual(ids(first));
    expect(holds(request.text, await stateNow())).toBe(true);
  });

  it("a plan whose append was broken off is not taken for applied: its key brings the rest", async () => {
    let broken = false;
    const one = await instance((log) => ({
      ...log,
      append: async (records) => {
        if (broken) return log.append(records);
        broken = true;
        await log.append(records.slice(0, 2));
        throw new MilepostError("log_unavailable", "away", { retryable: true });
      },
    }));
    const other = await instance();
    const request = { text: planNaming({ a: "A" }), idempotencyKey: "k" };
    await expect(one.apply(request)).rejects.toMatchObject({ code: "log_unavailable" });
    expect(await other.apply(request)).toMatchObject({ ok: true });
    expect(holds(request.text, await stateNow())).toBe(true);
    const events = (await test.events("strategy")).length;
    await one.apply(request);
    expect(await test.events("strategy")).toHaveLength(events);
  });
});

describe("an event that is posted to an instance which has not seen the newest plan", () => {
  it("is judged by the plan that another instance applied a moment ago", async () => {
    const [one, other] = [await instance(), await instance()];
    const taking = {
      log: one.log,
      onAppended: () => undefined,
      context: () => ({ kpis: one.plan.rules(), now: clock.now() }),
      caughtUp: () => one.plan.caughtUp(),
    };
    for (const id of ["n1", "n2", "n3"]) {
      expect(await other.apply({ text: planNaming({ [id]: id }) })).toMatchObject({ ok: true });
      const value = observationEvent({ data: { kpi: id } });
      const wrong = observationEvent({ data: { kpi: `${id}-misspelt` } });
      const taken = await takeEvents(taking, [{ value }, { value: wrong }]);
      expect(taken.results.map(({ status }) => status)).toEqual(["accepted", "rejected"]);
    }
  });
});
