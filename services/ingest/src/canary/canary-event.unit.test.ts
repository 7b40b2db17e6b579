import { CANARY_KPI, seriesKey } from "@milepost/contracts";
import { isCertainObservation } from "@milepost/contracts/events/certain-observation";
import { partitionOf } from "@milepost/event-log/partition-of";
import { expect, it } from "vitest";
import { judgeEvent } from "../events/judge-event.ts";
import { canaryEvent, canaryRules } from "./canary-event.ts";

const MINUTE_MS = 60_000;
const SENT_AT = Date.parse("2026-10-01T08:00:00.000Z");

it.each([1, 4, 12, 60])(
  "as many minutes as there are partitions go through every one of %i",
  (partitions) => {
    const through = Array.from({ length: partitions }, (_, minute) => {
      const sentAt = SENT_AT + minute * MINUTE_MS;
      const { data } = canaryEvent({ sentAt, now: sentAt, partitions }) as {
        data: { series: Record<string, string> };
      };
      return partitionOf(`${CANARY_KPI}/${seriesKey(data.series)}`, partitions);
    });
    expect(through.toSorted((a, b) => a - b)).toEqual([...through.keys()]);
  },
);

it("is an observation like any other, taken by the rules that judge posted ones, on a demo's own clock too", () => {
  const now = Date.parse("2014-10-01T04:00:00.000Z");
  const event = canaryEvent({ sentAt: SENT_AT, now, partitions: 4 });
  expect(isCertainObservation(event)).toBe(true);
  expect(judgeEvent(event, { kpis: canaryRules(), now })).toMatchObject({
    ok: true,
    record: {
      topic: "observations",
      event: { recordedtime: "2014-10-01T04:00:00.000Z", data: { value: String(SENT_AT) } },
    },
  });
});
