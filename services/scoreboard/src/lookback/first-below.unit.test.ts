import { expect, it } from "vitest";
import { firstBelow } from "./first-below.ts";

const told = (as_of: string, p_hit: number | null) => ({
  id: `m-${as_of}`,
  as_of,
  period: as_of.slice(0, 7),
  periods_left: 3,
  p_hit,
  reach: null,
  p_reach: null,
  backtest: false,
});

it("is the first chance strictly below the threshold, whatever came after it", () => {
  const made = [
    told("2014-04-01T00:00:00.000Z", 0.9),
    told("2014-03-01T00:00:00.000Z", 0.5),
    told("2014-05-01T00:00:00.000Z", 0.49),
    told("2014-06-01T00:00:00.000Z", 0.8),
    told("2014-02-01T00:00:00.000Z", null),
  ];
  expect(firstBelow(made, 0.5)).toMatchObject({ event: "m-2014-05-01T00:00:00.000Z", chance: 0.49 });
  expect(firstBelow(made, 0.4)).toBeNull();
  expect(firstBelow([], 0.5)).toBeNull();
});
