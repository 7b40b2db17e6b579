import type { Position } from "@milepost/contracts";
import { expect, test } from "vitest";
import {
  asOfJuly,
  assessment,
  DATA,
  goOn,
  JULY_2,
  openWorld,
  SEEN,
  weighing,
} from "./content-world.fixture.ts";
import { gatherContents, raisedOf, recomputeContent } from "./gather-contents.ts";

async function contentOf({ source }: ReturnType<typeof openWorld>, position: Position): Promise<string> {
  const raised = raisedOf(source, DATA, () => position);
  if (raised === undefined) throw new Error("the alert names no assessment");
  const make = await gatherContents(source, {
    same: [raised],
    raisedAt: Date.parse(JULY_2),
    weighedBy: (alert, assessment) => source.ledger.weighedBy(alert, assessment),
  });
  return JSON.stringify(make(raised));
}

test("content is made of what could be known at its position, and made again the same to the byte whatever came since", async () => {
  const world = asOfJuly();
  world.say(weighing("g1", "2027-02-28"), 63);
  const content = await contentOf(world, SEEN);
  const first = JSON.parse(content);
  expect(first).toMatchObject({
    asOf: JULY_2,
    inputsPosition: SEEN,
    causes: [
      { kind: "goal", of: "c", share: 0.964285714286, evidence: "c1" },
      { kind: "missed_plan", of: "g-2026-02", evidence: "g-2026-02-word" },
      { kind: "lead", of: "staff", evidence: "test" },
    ],
    impact: { goals: [{ goal: "top", title: "Before", owner: "ann" }] },
    trust: { newest: { period: "2026-06", sources: ["//file-7"] }, periods: 6, known: 6 },
    next: { kind: "date", option: "date-g1" },
  });
  // The same figures are weighed again where what else counts is another: what can be cleared, or when a lead can begin.
  world.say(weighing("g1", "2027-04-30", 2), 64);
  goOn(world);
  expect(await contentOf(world, SEEN)).toBe(content);
  const again = await recomputeContent(world.source, { ...DATA, content: first });
  expect(JSON.stringify(again)).toBe(content);
});

test("the plan is that of the moment at which it is raised, and named", async () => {
  const world = asOfJuly();
  const position = { ...SEEN, "strategy/0": 20 };
  const first = JSON.parse(await contentOf(world, position));
  expect(first).toMatchObject({
    inputsPosition: position,
    impact: { goals: [{ title: "Now", owner: "bob" }] },
    causes: [{ evidence: "c1" }, { kind: "missed_plan" }, { kind: "lead" }],
  });
  goOn(world);
  expect(await recomputeContent(world.source, { ...DATA, content: first })).toEqual(first);
});

test("what was not known then is left out, and never told by newer figures", async () => {
  const world = openWorld();
  world.say(assessment("g1", { goal: "g", pHit: 0.2 }), 60);
  goOn(world);
  const first = JSON.parse(await contentOf(world, SEEN));
  expect(first).toMatchObject({ causes: [], trust: { newest: null, known: 0 } });
  expect(first.next).toMatchObject({
    kind: "answer",
    option: null,
    text: expect.stringContaining("what else can be done was not weighed by these figures"),
  });
});

test("where the chance of one goal below is unknown, so is what another adds to the risk", async () => {
  const world = openWorld();
  world.say(assessment("g1", { goal: "g", pHit: 0.2 }), 60);
  world.say(assessment("c1", { goal: "c", pHit: 0.1 }), 61);
  const { causes } = JSON.parse(await contentOf(world, SEEN));
  expect(causes).toMatchObject([{ kind: "goal", of: "c", share: null }]);
});
