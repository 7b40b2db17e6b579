import { assessedLoad, assessedPlan } from "../load/assessed.ts";
import { runPlan } from "../load/plan.ts";
import type { RunPlan } from "../load/plan.ts";
import { seededDice, seedOf } from "../random.ts";
import { loadWithRows } from "./feed.ts";
import type { Run } from "./feed.ts";
import { isOfPredict } from "./kill-table.ts";
import type { StepOfArea } from "./kill-table.ts";

/** Every third run has rows that are folded, besides those in which a fold is struck: folding all the time would tell no more. */
const EVERY_WITH_ROWS = 3;

/** What a kill measures: a plan and a load of its own. */
export interface RunOfKill {
  readonly plan: RunPlan;
  readonly run: Run;
}

/** The run of a kill, by its place in the chain and the seed. */
export function runOfKill({ area, step }: StepOfArea, index: number, seed: number): RunOfKill {
  const name = `r${index}-${area}-${step}`;
  const dice = seededDice(seedOf(seed, name));
  if (isOfPredict(area)) {
    const now = Date.now();
    const kind = { leads: area === "lead", teaches: area === "lesson" };
    const next = assessedLoad(name, { dice, now, ...kind });
    return { plan: assessedPlan(name, now, kind), run: { name, dice, next } };
  }
  const rows = area === "fold" || index % EVERY_WITH_ROWS === 0;
  const run = { name, dice, ...(rows ? { next: loadWithRows(name, dice) } : {}) };
  return { plan: runPlan(name, { rows }), run };
}
