import type { EventOfType } from "@milepost/contracts";
import { expect, it } from "vitest";
import { askedSince } from "./asked-since.ts";

const on = (date: string): string => `${date}T00:00:00.000Z`;
const defined = (date: string, definition: object): EventOfType<"milepost.goal.defined.v1"> =>
  ({ id: `on ${date}`, recordedtime: on(date), data: { definition } }) as never;
const asked = (held: string, ...definitions: readonly EventOfType<"milepost.goal.defined.v1">[]): unknown => {
  const [begin, until] = [Date.parse(on("2014-01-01")), Date.parse(on("2015-01-01"))];
  const mark = askedSince(definitions, { recordedAt: on(held), begin, until });
  return mark && [mark.event, new Date(mark.at).toISOString().slice(0, 10)];
};

it("people are asked since the window has begun and the plan names a cadence, by what held when the goal ended", () => {
  const weekly = { cadence: "weekly" };
  const early = defined("2013-12-01", weekly);
  const later = defined("2014-05-01", { cadence: "monthly" });
  expect(asked("2014-05-01", early, later)).toEqual(["on 2013-12-01", "2014-01-01"]);
  expect(asked("2014-05-01", defined("2014-02-01", {}), later)).toEqual(["on 2014-05-01", "2014-05-01"]);
  expect(asked("2014-02-01", defined("2014-02-01", {}), later)).toBeNull();
  expect(asked("2014-02-01", defined("2014-02-01", { ...weekly, checkIns: false }))).toBeNull();
  expect(asked("2015-03-01", defined("2015-03-01", weekly))).toBeNull();
});

it("each definition since then says how often, and for how much longer silence is none yet, until people are asked no more", () => {
  const [begin, until] = [Date.parse(on("2014-01-01")), Date.parse(on("2015-01-01"))];
  const definitions = [
    defined("2013-11-01", { cadence: "weekly", checkIns: false }),
    defined("2013-12-01", { cadence: "quarterly", grace: "P60D" }),
    defined("2014-11-01", { cadence: "weekly" }),
  ];
  expect(askedSince(definitions, { recordedAt: on("2014-11-01"), begin, until })).toMatchObject({
    until,
    paces: [
      { since: Date.parse(on("2013-12-01")), every: "P3M", grace: "P60D" },
      { since: Date.parse(on("2014-11-01")), every: "P7D", grace: "P7D" },
    ],
  });
});
