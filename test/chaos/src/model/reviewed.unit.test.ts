import { expect, test } from "vitest";
import type { Defined } from "./derived.ts";
import type { Logged } from "./logged.ts";
import { besidesProblem } from "./reviewed.ts";

const kpi = (drives: readonly object[]): object => ({ name: "k", drives });
const defined = {
  kpis: new Map([
    ["calls", kpi([{ kpi: "sales" }])],
    ["sales", kpi([])],
  ]),
} as unknown as Defined;

type Said = readonly [type: string, data: object];

function log(events: readonly Said[]): readonly Logged[] {
  return events.map(([type, data], offset) => {
    const about = { id: `${offset}`, source: "//t", time: "", actor: "t", recordedtime: "" };
    return {
      topic: "assessments",
      partition: 0,
      offset,
      event: { ...about, type: `milepost.${type}.v1`, data: data as Readonly<Record<string, unknown>> },
    };
  });
}

const report = ["external.reported", { report: "r", matched: ["open", "over"] }] as const;
const opened = ["review.opened", { review: "v", report: "r", goal: "open" }] as const;
const made = ["assessment.made", { goal: "open", backtest: false }] as const;
const told = ["review.reassessed", { review: "v" }] as const;
const verdict = { lead: "calls", follower: "sales", pValue: 0.01, strength: 0.4 };
const judged = ["lead.tested", verdict] as const;
const otherwise = ["lead.tested", { ...verdict, strength: 0.3 }] as const;
const closed = ["review.closed", { review: "v", goal: "open" }] as const;
const lesson = ["forecaster.learned", { grain: "month", period: "2026-09" }] as const;

const problem = (...events: readonly Said[]): string | undefined =>
  besidesProblem(log(events), { defined, isOver: (goal) => goal === "over" });

test("what follows once from what was reported, known and declared is as it must be", () => {
  expect(problem(report, opened, made, told, judged, lesson, report)).toBeUndefined();
  expect(problem(made, report, opened, judged, otherwise, judged)).toBeUndefined();
});

test("what is missing or doubled is found", () => {
  expect(problem(report, judged)).toContain("0 reviews of open");
  expect(problem(report, opened, opened, judged)).toContain("2 reviews of open");
  expect(problem(report, opened, made, judged)).toContain("v was told 0 forecasts");
  expect(problem(report, opened, made, told, told, judged)).toContain("v was told 2 forecasts");
  expect(problem(opened, judged)).toContain("1 reviews were opened, 0 were wanted");
  expect(problem(lesson, lesson, judged)).toContain("month 2026-09 taught twice");
  expect(problem(report, opened, made, told, closed, judged)).toContain(
    "v was closed though its goal is open",
  );
  expect(problem(judged, ["lead.tested", { ...verdict, asOf: "later" }])).toContain(
    "calls/sales was told twice",
  );
  expect(problem(lesson)).toContain("no verdict on the lead calls/sales");
});
