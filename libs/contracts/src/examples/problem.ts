import type { Problem } from "../problem.ts";

/** What a plan with a mistyped owner is answered with. */
export const EXAMPLE_PROBLEM: Problem = {
  type: "https://milepost.example/problems/invalid-input",
  title: "The plan has a problem; nothing was applied",
  status: 422,
  detail: "Fix what is listed and apply the plan again.",
  code: "invalid_input",
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
