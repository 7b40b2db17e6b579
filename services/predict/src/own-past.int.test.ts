import type { AssessmentMadeData, EventOfType, PlanFile } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, shiftPeriod } from "@milepost/contracts";
import { parsePlan } from "@milepost/plan";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recomputeAssessment } from "./assess-moment.ts";
import { openDeployment } from "./deployment.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";
import type { TestDeployment, TestValue } from "./testing/test-deployment.ts";

const KPIS = 6;
const MONTHS = 60;
const FIRST = "2022-01";
const monthAt = (at: number): ReturnType<typeof shiftPeriod> => shiftPeriod(monthOf(FIRST), at);
const endOf = (at: number): number => periodEndsAt(monthAt(at), "UTC");

function monthOf(label: string): ReturnType<typeof shiftPeriod> {
  const month = parsePeriod(label, "month");
  if (month === undefined) throw new Error(`no month ${label}`);
  return month;
}

function plan(): PlanFile {
  const names = Array.from({ length: KPIS }, (_, at) => `units-${at}`);
  const kpi = "unit: count, decimals: 0, direction: increase, behaviour: flow, grain: month, dataOwner: lead";
  const measure = (name: string, to: number): string =>
    `{ kpi: ${name}, from: 0, to: ${to}, trajectory: linear, evaluation: cumulative }`;
  const goal = (name: string, year: number): string =>
    `  ${name}-${year}: { kind: annual_goal, title: Units, owner: lead, window: ${year}, measure: ${measure(name, 1300)} }`;
  const parsed = parsePlan(
    [
      "apiVersion: milepost/v1",
      "calendars: { default: { kind: gregorian, timeZone: UTC, fiscalYearStart: 1 } }",
      "people: { lead: { name: Lead, email: lead@example.org } }",
      "kpis:",
      ...names.map((name) => `  ${name}: { name: ${name}, ${kpi} }`),
      "goals:",
      ...names.flatMap((name) => [2024, 2025, 2026].map((year) => goal(name, year))),
    ].join("\n"),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
}

/** A slope with a season, and noise that a seed decides. */
function values(from: number, to: number): readonly TestValue[] {
  return Array.from({ length: KPIS }, (_, kpi) => {
    let state = kpi + 1;
    const noise = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296 - 0.5;
    };
    return Array.from({ length: to }, (__, at) => {
      const value = Math.round(90 + at / 3 + 12 * Math.sin((Math.PI * at) / 6 + kpi) + 30 * noise());
      const { end, label } = monthAt(at);
      const knownAt = new Date(endOf(at)).toISOString();
      return {
        kpi: `units-${kpi}`,
        period: label,
        periodEnd: end,
        kind: "actual",
        value: `${value}`,
        knownAt,
      } as const;
    }).slice(from);
  }).flat();
}

let under: TestDeployment;
beforeAll(async () => {
  under = await openTestDeployment(endOf(MONTHS - 4));
  await under.apply(plan());
  await under.push(values(0, MONTHS - 3));
  await under.predict.assessNow();
  await under.predict.fillHistory();
});
afterAll(() => under.close());

type Lesson = EventOfType<"milepost.forecaster.learned.v1">;

async function lessons(): Promise<readonly Lesson[]> {
  const events = await under.events("assessments");
  return events.filter((event): event is Lesson => event.type === "milepost.forecaster.learned.v1");
}

async function assessments(): Promise<readonly AssessmentMadeData[]> {
  const events = await under.events("assessments");
  return events.flatMap((event) => (event.type === "milepost.assessment.made.v1" ? [event.data] : []));
}

test("a deployment's own series teach weights and intervals before the first assessment, which names the lesson; what was said of the past could not know it", async () => {
  const [lesson, ...others] = await lessons();
  expect(others).toEqual([]);
  expect(lesson?.data).toMatchObject({ grain: "month", period: "2026-09", series: KPIS });
  expect(lesson?.data.goals).toBeGreaterThan(500);
  expect(lesson?.data.weights.groups.total).not.toEqual(lesson?.data.weights.groups.due);
  const made = await assessments();
  const live = made.filter(({ backtest }) => !backtest);
  expect(live).toHaveLength(KPIS);
  for (const { calibration } of live)
    expect(calibration).toMatchObject({ learned: lesson?.id, weights: "2, adapted" });
  const past = made.filter(({ backtest }) => backtest);
  expect(past.length).toBeGreaterThan(50);
  for (const { calibration } of past) expect(calibration).toMatchObject({ learned: null, weights: "2" });
});

test("it is learnt once a month, whoever looks, and assessments made before and after are made again to the byte", async () => {
  const before = (await under.events("assessments")).length;
  await under.predict.close();
  await under.restart();
  await under.predict.assessNow();
  await under.predict.fillHistory();
  expect((await under.events("assessments")).length).toBe(before);
  under.clock.set(endOf(MONTHS - 3));
  await under.push(values(MONTHS - 3, MONTHS - 2));
  await under.predict.assessNow();
  expect((await lessons()).map(({ data }) => data.period)).toEqual(["2026-09", "2026-10"]);
  const reader = await openDeployment({ ...under, kept: Number.POSITIVE_INFINITY });
  const live = (await assessments()).filter(({ backtest, pHit }) => !backtest && pHit !== null);
  expect(live).toHaveLength(2 * KPIS);
  const again = await Promise.all(live.map((made) => recomputeAssessment(reader, made)));
  expect(again.map((made) => JSON.stringify(made))).toEqual(live.map((made) => JSON.stringify(made)));
  await reader.close();
});
