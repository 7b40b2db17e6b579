import { observationEvent, planFile } from "@milepost/testkit";
import { expect, it } from "vitest";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import { stateOf } from "../testing/rules-of.ts";
import { judgeReplay } from "./judge-replay.ts";
import type { ReplayVerdict } from "./judge-replay.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const context = { kpis: kpiRulesOf(stateOf(planFile())), now: Date.parse(NOW) };
const place = { topic: "observations", partition: 2, offset: 118 } as const;
/** Judged under a definition that is gone: today's rules know no such KPI. */
const judged = {
  rules: "1",
  kpiVersion: 1,
  grain: "month",
  periodStart: "2026-09-01",
  periodEnd: "2026-09-30",
  seriesSource: "",
};
const original = observationEvent({
  event: { id: "e", runid: "run-7", sourceline: "12", attempt: "2" },
  data: { kpi: "archived", judged },
});

function judge(corrected: Record<string, unknown> | undefined, value: unknown = original): ReplayVerdict {
  return judgeReplay({ place, original: { key: "k", value }, corrected, attempt: 3, by: "ann" }, context);
}

it("a record that was judged before keeps its judgement as it stands, also when it is sent back unchanged", () => {
  for (const verdict of [judge(undefined), judge(structuredClone(original))]) {
    expect(verdict).toMatchObject({
      ok: true,
      isUnchanged: true,
      record: {
        key: "archived/",
        event: {
          causationid: "observations-2-118",
          attempt: "3",
          recordedtime: NOW,
          runid: "run-7",
          data: { judged },
        },
      },
    });
  }
});

it("a corrected observation is judged anew by today's rules, keeps its run, and cannot claim to be a retry", () => {
  const renamed = { ...original, data: { ...(original["data"] as object), kpi: "revenue" } };
  const verdict = judge(renamed);
  expect(verdict).toMatchObject({
    ok: true,
    isUnchanged: false,
    record: {
      key: "revenue/",
      event: { runid: "run-7", sourceline: "12", data: { judged: { seriesSource: "" } } },
    },
  });
  expect(verdict.ok && Object.hasOwn(JSON.parse(JSON.stringify(verdict.record.event)), "attempt")).toBe(
    false,
  );
  const unknown = judge({ ...original, data: { ...(original["data"] as object), value: "1" } });
  expect(unknown).toMatchObject({ ok: false, problems: [{ code: "unknown_kpi" }] });
});

it("a record of which only the beginning is known can be corrected, and not tried as it stands", () => {
  const asked = { place, original: undefined, attempt: 2, by: "ann" };
  expect(judgeReplay({ ...asked, corrected: undefined }, context)).toMatchObject({
    ok: false,
    problems: [{ code: "record_missing" }],
  });
  expect(judgeReplay({ ...asked, corrected: observationEvent() }, context)).toMatchObject({ ok: true });
});
