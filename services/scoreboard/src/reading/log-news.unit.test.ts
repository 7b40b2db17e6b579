import type { EventLog, LogRecord } from "@milepost/event-log";
import { expect, test } from "vitest";
import { createLogNews } from "./log-news.ts";
import { observationTouches } from "./touches.ts";

const KINDS = ["actual"];

/** A value of a KPI as it stands in the log. */
function recordOf(kpi: string, partition: number, offset: number): LogRecord {
  const value = {
    type: "milepost.observation.recorded.v1",
    data: { kpi, kind: "actual", knownAt: "2014-02-01T05:00:00Z", judged: { periodStart: "2014-01-01" } },
  };
  return { topic: "observations", key: `${kpi}/`, partition, offset, value, text: "" };
}

/** A log of two partitions with a record in each, whose second one is given out when the test lets it go. */
function slowLog(): {
  readonly log: Pick<EventLog, "read">;
  readonly asked: Promise<void>;
  readonly letGo: () => void;
} {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const read: EventLog["read"] = async function* ({ partition }) {
    if (partition === 1) {
      asked.resolve();
      await release.promise;
    }
    yield [recordOf(`k${partition}`, partition, 0)];
  };
  return { log: { read }, asked: asked.promise, letGo: release.resolve };
}

test("what is counted while a pass is under way does not speak of records that it has yet to read", async () => {
  const { log, asked, letGo } = slowLog();
  const news = createLogNews(log, "observations", observationTouches);
  const pass = news.takeIn({ "observations/0": 1, "observations/1": 1 });
  await asked;
  const meanwhile = news.count();
  letGo();
  await pass;
  expect(news.isQuiet(KINDS, meanwhile)).toBe(false);
  expect(news.isQuiet(undefined, meanwhile)).toBe(false);
  expect(["k0", "k1"].map((kpi) => news.isUntouched(kpi, meanwhile))).toEqual([false, false]);
  const after = news.count();
  expect(news.isQuiet(KINDS, after)).toBe(true);
  expect(["k0", "k1"].map((kpi) => news.isUntouched(kpi, after))).toEqual([true, true]);
});
