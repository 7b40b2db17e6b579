import type { GoalKnowledge } from "./path-goal-chance.ts";
import type { PathEvaluation, PathGoal } from "./path-goal.ts";
import type { Family, ReachTask } from "./reach-tasks.ts";

const EVALUATION_OF: Readonly<Record<Family, PathEvaluation>> = {
  reach: { kind: "at_due" },
  keep: { kind: "at_due" },
  cumulative: { kind: "cumulative" },
  first_hit: { kind: "first_hit" },
  in_range: { kind: "in_range" },
};

/** Lays a task out as a goal whose target stands still; what lies between start and check-in is in its books. */
export function reachGoal(task: ReachTask, values: Float64Array): PathGoal {
  const { check, length, start } = task.window;
  return {
    evaluation: EVALUATION_OF[task.family],
    lower: new Float64Array(length).fill(task.lower),
    upper: new Float64Array(length).fill(task.upper),
    booked: values.subarray(start + 1, check + 1),
  };
}

/** What a predictor may know besides the values shown; a sum starts at nothing, a band has no better side. */
export function knowledgeOf(task: ReachTask, known: number): GoalKnowledge {
  const hasStart = task.family !== "cumulative" && task.family !== "in_range";
  return { from: hasStart ? task.from : null, known };
}
