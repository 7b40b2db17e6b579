import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecastForward } from "./targets-forecast.ts";
import type { ScoredChance } from "./targets-forecast.ts";
import { isGreen, listGoals } from "./targets-goals.ts";
import { parseCsv, readTargetRows } from "./targets-rows.ts";
import { run } from "./targets.ts";

/** For a whole run of the benchmark, on a busy machine. */
const WHOLE_RUN_MS = 30_000;

const FIRST_YEAR = 2015;
const YEARS = 5;
const KPIS = 24;
const HEADER =
  "kpi_id,desired_change,unit,decimals,month,monthly_target,monthly_actual,ytd_target,ytd_actual";
const DEFINITIONS = 'kpi_id,parent_id,name,desired_change,unit,decimals\r\n0,0,"Punctual, mostly",U,%,1\r\n';

/** Rows of made-up KPIs: a level that wanders a little, a seasonal wave, targets about the level; some totals, some rates. */
function rowsOf(spoil: (value: number, month: number) => number): string[] {
  let state = 7;
  const noise = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  const lines: string[] = [];
  for (let kpi = 0; kpi < KPIS; kpi += 1) {
    const total = kpi % 4 === 0;
    let level = 80;
    let sum = 0;
    for (let month = 0; month < 12 * YEARS; month += 1) {
      const ofYear = (month % 12) + 1;
      if (ofYear === 1) level += 4 * noise();
      const actual = level + 3 * noise() + Math.sin((2 * Math.PI * month) / 12);
      sum = ofYear === 1 ? actual : sum + actual;
      const toDate = total ? sum : sum / ofYear;
      const target = (total ? ofYear : 1) * (79 + (kpi % 5) / 2);
      const date = `${FIRST_YEAR + Math.floor(month / 12)}-${String(ofYear).padStart(2, "0")}-01`;
      const figures = [actual, target, toDate].map((value) => spoil(value, month).toFixed(3));
      lines.push(`${kpi},${kpi % 3 === 0 ? "D" : "U"},,3,${date},,${figures.join(",")}`);
    }
  }
  return lines;
}

function chancesOf(spoil: (value: number, month: number) => number): ScoredChance[] {
  const rows = readTargetRows([HEADER, ...rowsOf(spoil)].join("\n"), DEFINITIONS);
  return forecastForward(listGoals(rows), [6]);
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "targets-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("nothing after the as-of month changes a chance: rows, targets or outcomes", () => {
  const year = FIRST_YEAR + 3;
  const asOf = 12 * 3 + 5;
  const chances = (scored: readonly ScoredChance[]): [string, number, number, number][] =>
    scored
      .filter(({ goal }) => goal.year === year)
      .map(({ calibrated, chance, goal, raw }) => [goal.kpi.kpi, chance, raw, calibrated]);
  const asWas = chances(chancesOf((value) => value));
  const spoiled = chances(chancesOf((value, month) => (month > asOf ? 300 - value * 1.7 : value)));
  expect(asWas).toHaveLength(KPIS);
  expect(spoiled).toEqual(asWas);
  const spoiledAtAsOf = chances(chancesOf((value, month) => (month === asOf ? value * 1.1 : value)));
  expect(spoiledAtAsOf).not.toEqual(asWas);
});

test(
  "a run on a file of that form scores every goal and beats the red/green rule",
  async () => {
    const csv = path.join(folder, "rows.csv");
    const definitions = path.join(folder, "definitions.csv");
    await writeFile(csv, [HEADER, ...rowsOf((value) => value)].join("\r\n"));
    await writeFile(definitions, DEFINITIONS);
    const argv = [
      "--csv",
      csv,
      "--definitions",
      definitions,
      "--score-from",
      String(FIRST_YEAR + 2),
      "--json",
    ];
    const result = await run(argv);
    expect(result).toMatchObject({ bench: "targets", inputs: { score_from: FIRST_YEAR + 2, kpis: KPIS } });
    expect(result.figures).toMatchObject({ goals: KPIS * 3, chances_not_told: 0 });
    expect(result.figures["ratio_hard_pooled"]).toBeLessThan(0.75);
    expect(await run(argv)).toEqual(result);
  },
  WHOLE_RUN_MS,
);

test("equal to the target is a hit, and a month without a target has no colour", () => {
  const lines = Array.from({ length: 12 }, (_, index) => {
    const month = String(index + 1).padStart(2, "0");
    return `1,U,%,1,2020-${month}-01,,90,${index === 2 ? "" : "90"},90`;
  });
  const [goal] = listGoals(readTargetRows([HEADER, ...lines].join("\n"), DEFINITIONS));
  expect(goal?.hit).toBe(true);
  expect(goal === undefined ? undefined : [isGreen(goal, 2), isGreen(goal, 3)]).toEqual([true, null]);
});

test("a missing column stops the run, a quoted comma does not", () => {
  expect(() => readTargetRows("kpi_id,month\n1,2020-01-01", DEFINITIONS)).toThrow(/monthly_actual/);
  expect(parseCsv('a,b\n"x, ""y""",2\n')).toEqual([{ a: 'x, "y"', b: "2" }]);
});
