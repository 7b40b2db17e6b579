import type { Problem } from "../problem.ts";

/** What a plan with a mistyped owner is answered with. */
export const EXAMPLE_PROBLEM: Problem = {
  type: "https://milepost.example/problems/invalid_plan",
  title: "The plan has problems",
  status: 422,
  detail: "1 problem; nothing was applied",
  code: "invalid_plan",
  problems: [
    {
      field: "goals.otd-2026.owner",
      code: "unknown_person",
      message: 'there is no person "plant-led"',
      fix: "did you mean plant-lead?",
      line: 9,
      column: 62,
    },
  ],
};
