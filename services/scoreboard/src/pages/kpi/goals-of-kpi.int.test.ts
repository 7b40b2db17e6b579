import type { MilepostEvent } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../../testing/board-under-test.ts";
import type { BoardUnderTest } from "../../testing/board-under-test.ts";
import { endedGoalLines } from "../../testing/ended-goals.ts";
import { smallObservations, smallPlan } from "../../testing/small-deployment.ts";

const measure = { kpi: "otd", from: 90, to: 99, trajectory: "step" };
/** The record with which a goal leaves the plan. */
function archived(id: string): NewRecord {
  const time = "2014-01-01T05:00:00.000Z";
  const type = "milepost.definition.archived.v1";
  const event = {
    specversion: "1.0",
    id: `archived-${id}`,
    source: "//test",
    type,
    time,
    recordedtime: time,
  };
  const data = { kind: "goal", id };
  return { topic: "strategy", key: `goal/${id}`, event: { ...event, data } as unknown as MilepostEvent };
}

/** An alert of each of two goals of one KPI, and of one that is alone on its own. */
function raised(): readonly string[] {
  const goals = ["otd-2014", "otd-stretch", "alone"];
  const rows = goals.map((goal) => ({ goal, hit: false, month: 12, chance: 0.3, alerted: true }));
  return endedGoalLines(rows, 100).alert_events.map((line, index) =>
    index === 2 ? line.replace('"kpi":"otd"', '"kpi":"alone"') : line,
  );
}

let board: BoardUnderTest;
beforeAll(async () => {
  board = await openBoard({
    records: [
      ...smallPlan({
        kpis: {
          alone: { name: "Alone" },
          alike: { name: "Alike" },
          quarters: { name: "Quarters", grain: "quarter" },
          years: { name: "Years", grain: "year" },
        },
        goals: {
          "otd-stretch": { title: "Stretch further", measure },
          "otd-2013": { title: "Of last year", measure, window: 2013 },
          "alike-a": { title: "The same", measure: { ...measure, kpi: "alike" } },
          "alike-b": { title: "The same", measure: { ...measure, kpi: "alike" } },
          q2: {
            title: "One quarter",
            measure: { ...measure, kpi: "quarters" },
            window: { from: "2014-03-01", to: "2014-06-30" },
          },
          "two-years": {
            title: "Two years",
            measure: { ...measure, kpi: "years" },
            window: { from: "2014-01-01", to: "2015-12-31" },
          },
          "alone-before": { title: "Alone on its KPI", measure: { ...measure, kpi: "alone" } },
          alone: {
            title: "Alone on its KPI",
            measure: { ...measure, kpi: "alone" },
            renamedFrom: "alone-before",
          },
        },
      }),
      archived("alone-before"),
    ],
    rows: { observation_events: smallObservations([93, 94, 96]), alert_events: raised() },
  });
});
afterAll(() => board.close());

const get = (url: string): Promise<LightMyRequestResponse> => board.get(url);

it("each of two goals of a KPI has its own line, told apart by its title, and its own page", async () => {
  const { body } = await get("/");
  expect(body).toContain('<a href="/kpis/otd?goal=otd-2014">On-time &lt;delivery&gt;: Deliver on time</a>');
  expect(body).toContain(
    '<a href="/kpis/otd?goal=otd-stretch">On-time &lt;delivery&gt;: Stretch further</a>',
  );
  expect(body).toContain('<a href="/kpis/alone">Alone</a>');
  expect(body).toContain('<a href="/kpis/alike?goal=alike-b">Alike: alike-b</a>');
  const page = (await get("/kpis/otd?goal=otd-stretch")).body;
  expect(page).toContain("against 99.0");
  expect(page).not.toContain("against 95.0");
  expect(page).toContain("Stretch further");
  expect(page).toContain('<a href="/kpis/otd?goal=otd-2014">Deliver on time</a>');
  expect((await get("/kpis/otd")).body).toContain('<a href="/kpis/otd?goal=otd-stretch">Stretch further</a>');
});

it("alerts of two goals of a KPI are told apart as their lines are; last year's goal takes no part in that", async () => {
  const { body } = await get("/alerts");
  expect(body).toContain('<a href="/kpis/otd?goal=otd-2014">On-time &lt;delivery&gt;: Deliver on time</a');
  expect(body).toContain('<a href="/kpis/otd?goal=otd-stretch">On-time &lt;delivery&gt;: Stretch further</a');
  expect(body).toContain('<a href="/kpis/alone?goal=alone">Alone</a');
});

it("a goal that was renamed is found under the name that its alerts were raised with", async () => {
  const page = await get("/kpis/alone?goal=alone-before");
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('action="/goals/alone/check-ins"');
});

it("the forms of a goal's page speak of this goal, and come back to its page", async () => {
  const page = (await get("/kpis/otd?goal=otd-stretch")).body;
  expect(page).toContain('action="/goals/otd-stretch/check-ins"');
  expect(page).toContain('name="back" value="/kpis/otd?goal=otd-stretch"');
  expect(page).not.toContain("/goals/otd-2014/");
  const back = await board.app.inject({
    method: "POST",
    url: "/goals/otd-stretch/check-ins",
    headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({
      confidence: "7",
      actor: "kim",
      back: "/kpis/otd?goal=otd-stretch",
    }).toString(),
  });
  expect([back.statusCode, back.headers.location]).toEqual([303, "/kpis/otd?goal=otd-stretch"]);
});

it("another month and all origins are of the same goal", async () => {
  const { body } = await get("/kpis/otd?goal=otd-stretch&asOf=2014-02");
  expect(body).toContain(`type="hidden" name="goal" value="otd-stretch"`);
  expect(body).toContain('href="/kpis/otd?goal=otd-stretch">Back to March 2014');
});

it("a goal that is not open at the moment is said to be so, above what is open", async () => {
  const { statusCode, body } = await get("/kpis/otd?goal=otd-2013");
  expect(statusCode).toBe(200);
  expect(body).toContain("The goal “Of last year” is not open in March 2014: its window is 2013.");
  expect(body).toContain("against 95.0");
});

it("a goal of whose window no period is over is said to be so, asked for or not, and that of one alone no sign will come before its end", async () => {
  for (const url of ["/kpis/quarters?goal=q2", "/kpis/quarters"]) {
    const { body } = await get(url);
    expect(body).toContain(
      "Nothing can be said of the goal “One quarter” yet: its window is a single quarter of its KPI, March 2014 to June 2014, so the first sign is how it ends.",
    );
    expect(body).not.toContain("not open");
  }
  expect((await get("/kpis/years?goal=two-years")).body).toContain(
    "Nothing can be said of the goal “Two years” yet: no year of its window, January 2014 to December 2015, is over.",
  );
  expect((await get("/kpis/quarters?goal=q2&asOf=2014-02")).body).toContain(
    "The goal “One quarter” is not open in February 2014",
  );
});

it("a goal that the KPI does not have is named and not found, a private one like any other", async () => {
  for (const goal of ["nothing", "alone", "secret"]) {
    const { statusCode, body } = await get(`/kpis/otd?goal=${goal}`);
    expect(statusCode).toBe(404);
    expect(body).toContain(`On-time &lt;delivery&gt; has no goal “${goal}”`);
  }
});
