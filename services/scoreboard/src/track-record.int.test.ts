import { parseHTML } from "linkedom";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "./testing/board-under-test.ts";
import type { BoardUnderTest } from "./testing/board-under-test.ts";
import { endedGoalLines } from "./testing/ended-goals.ts";
import type { EndedRow } from "./testing/ended-goals.ts";
import { smallObservations, smallPlan } from "./testing/small-deployment.ts";

/** Offset in the log of what is recorded after all the rest. */
const LATER = 1_000;
let large: BoardUnderTest;
let small: BoardUnderTest;

/**
 * March: 30 goals with a chance of 10 %, of which every third is reached.
 * June: 30 others with 90 %; the outcome of one is known from February on.
 */
const MARCH = goals("m", 30, { month: 3, chance: 0.1 });
const JUNE = goals("j", 30, { month: 6, chance: 0.9 }).map((row, index) =>
  index === 29 ? { ...row, closedAt: "2014-02-10 05:00:00.000" } : row,
);

beforeAll(async () => {
  [large, small] = await Promise.all([
    tenantWith([...MARCH, ...JUNE]),
    tenantWith(goals("s", 29, { month: 3, chance: 0.1 })),
  ]);
});
afterAll(async () => {
  for (const board of [large, small]) await board.close();
});

/** Every third goal is reached; each is alerted that missed, and every sixth besides. */
function goals(name: string, count: number, fields: Pick<EndedRow, "month" | "chance">): readonly EndedRow[] {
  return Array.from({ length: count }, (_, index) => ({
    goal: `${name}-${index}`,
    hit: index % 3 === 0,
    pace: index % 3 === 0 || index % 3 === 1 ? "on_pace" : "behind",
    alerted: index % 3 !== 0 || index % 6 === 0,
    ...fields,
  }));
}

/** A deployment of its own, as a tenant has. */
async function tenantWith(rows: readonly EndedRow[]): Promise<BoardUnderTest> {
  return openBoard({
    records: smallPlan(),
    rows: { observation_events: smallObservations([93, 94, 96]), ...endedGoalLines(rows, 0) },
  });
}

async function insert(
  { database: { store } }: BoardUnderTest,
  rows: readonly EndedRow[],
  from: number,
): Promise<void> {
  for (const [table, lines] of Object.entries(endedGoalLines(rows, from))) await store.insert(table, lines);
}

async function textsOf(board: BoardUnderTest, url: string, selector: string): Promise<readonly string[]> {
  const answer = await board.get(url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  const { document } = parseHTML(answer.body.replaceAll(/<\/t[dh]>/g, " $&"));
  return [...document.querySelectorAll(selector)].map(({ textContent }) =>
    (textContent ?? "").replaceAll(/\s+/g, " ").trim(),
  );
}

const horizons = (tenant: BoardUnderTest, query = ""): Promise<readonly string[]> =>
  textsOf(tenant, `/track-record${query}`, "table.cards tr");

it("S-155 Brier score, reliability bins and comparison with base rate and linear pace are published per horizon and per tenant when at least 30 outcomes exist, and not below", async () => {
  // Chances of .1: 20 of 30 missed, .01·⅔ + .81·⅓ = .277. Red as 25 %: .0625·⅔ + .5625·⅓ = .229. Pace is wrong for a third; the base rate: ⅓ · ⅔ = .222.
  const rows = await horizons(large);
  const march = rows.find((row) => row.startsWith("March, 9 months left"));
  expect(march).toBe(
    "March, 9 months left 30 0.277 0.333 ratio 0.83 0.229 ratio 1.21 0.333 ratio 0.83 0.222 ratio 1.25",
  );
  expect(await textsOf(large, "/track-record", "h3")).toEqual([
    "March, 9 months left",
    "June, 6 months left",
  ]);
  const bins = await textsOf(large, "/track-record", "h3 + table tbody tr");
  expect(bins).toEqual(["10 to 20 % 30 10 % 33 % 21 – 48 %", "90 to 100 % 30 90 % 33 % 21 – 48 %"]);
  // In January one of June's outcomes was not known yet, and the other tenant has one too few still.
  const then = await horizons(large, "?asOf=2014-01");
  expect(then).toContain(march);
  expect(then).toContain("June, 6 months left 29 too few to say – – – –");
  expect(await textsOf(large, "/track-record?asOf=2014-01", "h3")).toEqual(["March, 9 months left"]);
  expect(await horizons(small)).toContain("March, 9 months left 29 too few to say – – – –");
  expect(await textsOf(small, "/track-record", "h3")).toEqual([]);
  expect(await textsOf(small, "/track-record", "h1")).toEqual([
    "Too few to say: 29 goals with a chance and an outcome so far, and it takes 30.",
  ]);
});

it("how early: precision, recall and median lead of all that ended, with their counts", async () => {
  const facts = await textsOf(large, "/track-record", ".facts li");
  // 40 of 60 missed, all of them alerted, and 10 of the 20 others: leads of 9 in March and 6 in June.
  expect(facts.slice(-3)).toEqual([
    "80 % of the 50 goals that were alerted did miss (precision); of all 60 goals 67 % did",
    "100 % of the 40 misses were alerted before their due period (recall)",
    "7.5 months from the first alert to the due period, in the median of the 40 misses that were alerted",
  ]);
  const page = await textsOf(large, "/track-record", "main");
  expect(page[0]).toContain("in the 80 % interval 0 % of the time and in the 95 % interval 100 %");
});

it("S-158 the capability page states which outputs come from a model, its version and its measured accuracy", async () => {
  const sections = await textsOf(large, "/capabilities", "main section");
  const said = (name: string): string => sections.find((text) => text.startsWith(name)) ?? "";
  expect(await textsOf(large, "/capabilities", "h1")).toEqual([
    "Forecasts come from one model: theta, version 7. All else is arithmetic and rules.",
  ]);
  // Chances of .1 and of .9, a third reached: (.277 + .543) ÷ 2.
  expect(said("From a model")).toContain(
    "theta, version 7 Brier score 0.410 (60 goals)always the base rate 0.222",
  );
  expect(said("From a model")).toContain("end within the 80 % interval 0 % (60 goals)");
  expect(said("From a model")).toContain("end within the 95 % interval 100 % (60 goals)");
  expect(said("From a rule over a model")).toContain(
    "rule chance-below-threshold, version 3, over theta, version 7",
  );
  expect(said("From a rule over a model")).toContain("alerted goals that missed 80 % (50 goals)");
  expect(said("From arithmetic")).toMatch(
    /Red and green .* rule red-green, version 1 Brier score 0\.333 \(60 goals\)/,
  );
  expect(said("What no model does here")).toContain("No text is generated");
  expect(await textsOf(large, "/track-record", 'main a[href="/capabilities"]')).toHaveLength(1);
  const few = await textsOf(small, "/capabilities", "main section");
  expect(few[0]).toContain("theta, version 7 Brier score: too few to say (29 goals)");
});

it("programs read the same: what comes from where, with figures only where there are enough outcomes", async () => {
  const outputs = async (board: BoardUnderTest): Promise<readonly { output: string }[]> => {
    const answer = await board.get("/v1/capabilities?asOf=2014-03");
    return answer.json<{ outputs: { output: string }[] }>().outputs;
  };
  expect((await outputs(large)).find(({ output }) => output === "alert")).toEqual({
    output: "alert",
    source: "rule",
    model: { name: "theta", version: "7" },
    rule: { name: "chance-below-threshold", version: "3" },
    measured: [
      { measure: "precision", value: 0.8, outcomes: 50 },
      { measure: "recall", value: 1, outcomes: 40 },
      { measure: "median_lead", value: 7.5, outcomes: 40 },
    ],
  });
  expect((await outputs(small)).find(({ output }) => output === "p_hit")).toMatchObject({
    measured: [
      { measure: "brier", value: null, outcomes: 29 },
      { measure: "base_rate_brier", value: null, outcomes: 29 },
    ],
  });
});

it("only the model in use is judged; how much an earlier version left is said", async () => {
  const newer = goals("new", 3, { month: 6, chance: 0.1 }).map((row) => ({ ...row, modelVersion: "8" }));
  await insert(small, newer, LATER);
  // A board that remembers nothing yet.
  const fresh = await openBoard({ on: small });
  expect((await textsOf(fresh, "/track-record", "main"))[0]).toContain(
    "Not judged: 29 assessments of theta, version 7",
  );
  expect((await textsOf(fresh, "/track-record", "h1"))[0]).toContain("Too few to say: 3 goals");
  await fresh.close();
});
