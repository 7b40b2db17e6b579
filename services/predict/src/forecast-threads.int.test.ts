import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { openForecastThreads } from "./forecast-threads.ts";
import { forecastGoal } from "./goal-forecast.ts";
import type { ForecastWanted } from "./goal-forecast.ts";

const BROKEN = fileURLToPath(new URL("./broken-thread.fixture.ts", import.meta.url));
const threads = openForecastThreads();
afterAll(() => threads.close());

/** A goal on 40 of 60 months, of a series of its own. */
function wanted(number: number): ForecastWanted {
  const history = Float64Array.from({ length: 40 }, (_, at) =>
    at === 7 ? Number.NaN : 100 + number + at + 9 * Math.sin(at),
  );
  const open = new Float64Array(60);
  return {
    kind: "path",
    path: {
      history,
      frequency: 12,
      goal: {
        evaluation: { kind: "at_due" },
        lower: open.fill(150),
        upper: new Float64Array(60).fill(Number.POSITIVE_INFINITY),
        booked: history,
      },
      from: null,
      seed: `goal ${number}`,
    },
  };
}

test("a thread forecasts what the calling thread would, in the order that was asked for", async () => {
  const all = Array.from({ length: 12 }, (_, number) => wanted(number));
  const here = all.map((one) => forecastGoal(one));
  const there = await Promise.all(all.map((one) => threads.forecast([one, null, one])));
  expect(there).toEqual(here.map((one) => [one, null, one]));
  await expect(threads.forecast([null])).resolves.toEqual([null]);
});

test("where threads do not start, whoever waits is told, and the process goes on", async () => {
  const broken = openForecastThreads(BROKEN);
  const waiting = [1, 2, 3, 4, 5].map((number) => broken.forecast([wanted(number)]));
  const ended = await Promise.allSettled(waiting);
  expect(ended.map(({ status }) => status)).toEqual(waiting.map(() => "rejected"));
  await broken.close();
});
