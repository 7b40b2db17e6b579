import { expect, test } from "vitest";
import type { Logged } from "./logged.ts";
import { toldProblem } from "./told.ts";

const MESSAGE = "m1";

function said(type: string, data: Readonly<Record<string, unknown>>): Logged {
  const event = { id: type, source: "//t", type, time: "", actor: "t", recordedtime: "", data };
  return { topic: "assessments", partition: 0, offset: 0, event };
}

const raised = said("milepost.alert.raised.v1", { alert: "a1", goal: "g", period: "2026-09", pHit: 0.1 });
const onPage = said("milepost.alerts.delivered.v1", { digest: "d", alerts: ["a1"] });
const composed = said("milepost.message.composed.v1", {
  message: MESSAGE,
  groups: [{ items: [{ telling: "a1/raised", alert: "a1" }] }],
});
const taken = said("milepost.message.attempted.v1", { message: MESSAGE, outcome: "delivered" });
const LOG = [raised, onPage, composed, taken];
const at = (time: number): { readonly message: string; readonly at: number } => ({
  message: MESSAGE,
  at: time,
});

test("a message that arrived once, and again only after a process had died, is as it must be", () => {
  expect(toldProblem(LOG, { arrivals: [at(1)], ends: [] })).toBeUndefined();
  expect(toldProblem(LOG, { arrivals: [at(1), at(5)], ends: [3] })).toBeUndefined();
});

test("what is lost, doubled or unheard of is found", () => {
  const arrivals = [at(1)];
  const problem = (
    log: readonly Logged[],
    receipts: Partial<Parameters<typeof toldProblem>[1]> = {},
  ): unknown => toldProblem(log, { arrivals, ends: [], ...receipts });
  expect(problem(LOG, { arrivals: [at(1), at(5)], ends: [7] })).toContain("arrived again");
  expect(problem(LOG, { arrivals: [at(1), at(5), at(6)], ends: [3] })).toContain("arrived again");
  expect(problem(LOG, { arrivals: [] })).toContain("never arrived");
  expect(problem(LOG, { arrivals: [...arrivals, { message: "m2", at: 2 }] })).toContain("never composed");
  expect(problem([raised, onPage], { arrivals: [] })).toContain("a1 is in no message");
  expect(problem([...LOG, composed])).toContain("a1/raised is in two messages");
  expect(problem([raised, onPage, composed])).toContain("ended as nothing");
  expect(problem([...LOG, taken])).toContain("ended as delivered,delivered");
});
