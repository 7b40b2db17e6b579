import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./forecast.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "forecast-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Name of a kind of period, steps of its season, steps kept back. */
type Kind = readonly [string, number, number];

/** A line of a file of series: a level that wanders, of a kind of period, its last steps kept back. */
function lineOf(id: number, [period, freq, h]: Kind): string {
  let state = id + 1;
  const noise = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  let level = 50 + id;
  const values = Array.from({ length: 4 * freq + 12 + h }, () => (level += noise()) + noise());
  return JSON.stringify({
    id: `S${id}`,
    period,
    freq,
    h,
    train: values.slice(0, -h),
    test: values.slice(-h),
  });
}

async function fileOf(lines: readonly string[]): Promise<string> {
  const file = path.join(folder, `${lines.length}-${lines[0]?.length ?? 0}.jsonl`);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

test("a missing file, no file and a file of another form are told with the form that is expected", async () => {
  await expect(run([])).rejects.toThrow(/usage: .*--data FILE[\s\S]*"train":\[…\]/);
  await expect(run(["--data", path.join(folder, "none")])).rejects.toThrow(/cannot read .*"train":\[…\]/);
  const good = lineOf(1, ["YEARLY", 1, 6]);
  const bad = '{"id":"S2","period":"YEARLY","freq":1,"train":[1,null],"test":[1]}';
  await expect(run(["--data", await fileOf([good, bad])])).rejects.toThrow(/series 2: expected .*"train"/);
  await expect(run(["--data", await fileOf(["not JSON"])])).rejects.toThrow(/series 1: expected/);
});

test("every kind of period has its figures, the baselines beside ours in the same run", async () => {
  const kinds = [
    ["YEARLY", 1, 6],
    ["QUARTERLY", 4, 8],
    ["MONTHLY", 12, 18],
  ] as const;
  const lines = kinds.flatMap((kind) => Array.from({ length: 6 }, (_, index) => lineOf(index, kind)));
  const { figures, inputs, table } = await run(["--data", await fileOf(lines), "--json"]);
  expect(inputs).toMatchObject({ series: 18 });
  for (const group of ["all", "yearly", "quarterly", "monthly"]) {
    for (const figure of ["smape", "mase", "msis95", "cov80", "cov95"]) {
      expect(figures[`${figure}_${group}`]).toBeGreaterThan(0);
    }
    expect(table).toContain(`| ${group} | **Milepost** |`);
  }
  for (const who of ["naive", "seasonal_naive_drift", "theta"]) {
    expect(figures[`smape_all_${who}`]).toBeGreaterThan(0);
  }
  expect(figures["series_per_cpu_second"]).toBeGreaterThan(1);
});

test("a series with a constant training part has no scale and is left out of MASE and MSIS alone", async () => {
  const constant = '{"id":"S1","period":"YEARLY","freq":1,"train":[5,5,5,5,5,5,5,5,5,5],"test":[5,6]}';
  const { figures } = await run(["--data", await fileOf([constant]), "--json"]);
  expect(figures).toMatchObject({ mase_all: null, msis95_all: null });
  expect(figures["smape_all"]).toBeCloseTo(200 / 11 / 2, 3);
});
