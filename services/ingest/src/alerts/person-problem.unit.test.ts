import { expect, it } from "vitest";
import { personProblem } from "./person-problem.ts";

const people = new Map([
  ["ann", { name: "Ann", email: "ann@example.org" }],
  ["plant-lead", { name: "Plant lead", email: "plant.lead@example.org" }],
]);

it("refuses a person id that the plan does not know, and names the people it knows", () => {
  const problem = personProblem("plant-laed", people);
  expect(problem).toMatchObject({ field: "actor", code: "unknown_person" });
  expect(problem?.fix).toContain("known people: ann, plant-lead");
  expect(problem?.fix).toContain('did you mean "plant-lead"');
});

it("lets known people, commands that name nobody and other names pass", () => {
  for (const actor of ["ann", "cli", "api", "someone@example.org", "connector:erp"]) {
    expect(personProblem(actor, people)).toBeUndefined();
  }
  expect(personProblem("ann", new Map())).toBeUndefined();
});
