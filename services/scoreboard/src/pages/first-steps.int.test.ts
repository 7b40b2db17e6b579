import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallPlan } from "../testing/small-deployment.ts";

let board: BoardUnderTest;
beforeAll(async () => {
  board = await openBoard();
});
afterAll(() => board.close());

/** What defines objects of some kinds in a small plan. */
const defining = (...kinds: readonly string[]): ReturnType<typeof smallPlan> =>
  smallPlan().filter(({ event }) => kinds.some((kind) => event.type.startsWith(`milepost.${kind}.`)));
const apply = "<code>npx milepost apply plan.yaml</code>";

it("without a plan a page says what to do first, and shows nothing that is empty", async () => {
  for (const url of ["/", "/scorecard", "/my-alerting"]) {
    const { statusCode, body } = await board.get(url);
    expect(statusCode).toBe(200);
    expect(body).toContain("<h1>There is no plan yet.</h1>");
    expect(body).toContain(apply);
    expect(body).toContain("infra/embedded/demo/example");
    expect(body).not.toContain('class="filters"');
    expect(body).not.toContain("0 of 0");
    expect(body).not.toContain("to compare with");
  }
});

it("a plan that lacks what a page shows says what to add to it", async () => {
  const ofKpi = defining("calendar", "unit", "kpi");
  await board.logged.log.append(ofKpi);
  const risk = (await board.get("/")).body;
  expect(risk).toContain("<h1>No goal is open in March 2014.</h1>");
  expect(risk).toContain("The plan has no goals yet: write them under <code>goals</code>");
  expect(risk).toContain(apply);
  expect(risk).toContain("Without a goal");
  expect(risk).not.toContain('class="filters"');
  expect(risk).not.toContain("0 of 0");
  const scorecard = (await board.get("/scorecard")).body;
  expect(scorecard).toContain("The plan has no scorecard yet.");
  expect(scorecard).toContain(apply);
  const alerting = (await board.get("/my-alerting")).body;
  expect(alerting).toContain("The plan names nobody yet.");
  expect(alerting).toContain(apply);
});

it("with a goal there are no first steps any more, and filters alone that have something to choose", async () => {
  await board.logged.log.append([...defining("goal"), ...defining("person")]);
  const { body } = await board.get("/");
  expect(body).not.toContain(apply);
  expect(body).toContain('id="filter-owner"');
  const none = (await board.get("/?owner=nobody")).body;
  expect(none).toContain("There is no goal here.");
  expect(none).toContain('id="filter-owner"');
  expect(none).not.toContain("to compare with");
});
