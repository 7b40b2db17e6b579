import { hash } from "node:crypto";
import type { FieldProblem, MilepostEvent } from "@milepost/contracts";
import { externalPosted, nearestIds } from "@milepost/contracts";
import { canonicalJson, currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { instantProblem } from "./observation-problems.ts";
import type { JudgeContext } from "./observation-problems.ts";
import { schemaProblems } from "./schema-problems.ts";
import { DEFAULT_ACTOR } from "./verdict.ts";
import type { Verdict } from "./verdict.ts";

const DIGEST_CHARACTERS = 32;

type Plan = Pick<PlanState, "goals" | "kpis" | "renamed">;
const NO_PLAN: Plan = { goals: new Map(), kpis: new Map(), renamed: new Map() };

/**
 * Judges a report of something that happened outside. Ids that the plan does not have are said and kept: whoever reports a
 * competitor's launch must not lose it to a mistyped goal.
 */
export function judgeExternal(candidate: unknown, context: JudgeContext): Verdict {
  const parsed = externalPosted.schema.safeParse(candidate);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error, candidate) };
  const event = parsed.data;
  const { text = "", goals = [], kpis = [], ...data } = event.data;
  const time = Date.parse(event.time);
  const problems = [
    instantProblem("time", time, context),
    goals.length + kpis.length === 0 ? namesNothing() : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) return { ok: false, problems };
  const plan = context.plan ?? NO_PLAN;
  const meant = meantBy(plan, goals, kpis);
  const report = reportId(event.source, event.id, { ...event.data, goals, kpis, text, time });
  const actor = event.actor ?? DEFAULT_ACTOR;
  const recordedtime = new Date(context.now).toISOString();
  const kept = {
    ...event,
    time: new Date(time).toISOString(),
    actor,
    recordedtime,
    data: { ...data, report, goals, kpis, ...meant },
  } as MilepostEvent;
  return {
    ok: true,
    record: { topic: "assessments", key: report, event: kept },
    besides: text.trim() === "" ? [] : [noteOf(report, { actor, time: recordedtime, text })],
    warnings: warningsOf(plan, { goals, kpis }, meant),
  };
}

/** The same again is the same report; another content under its id is a report of its own, so that neither is lost. */
function reportId(source: string, id: string, content: unknown): string {
  const digest = hash("sha256", `${source}\n${id}\n${canonicalJson(content)}`, "hex");
  return `external-${digest.slice(0, DIGEST_CHARACTERS)}`;
}

function noteOf(
  report: string,
  { actor, time, text }: { readonly actor: string; readonly time: string; readonly text: string },
): { readonly topic: "people"; readonly key: string; readonly event: MilepostEvent } {
  const event: MilepostEvent = {
    specversion: "1.0",
    id: `note-${report}`,
    source: "//milepost/ingest",
    type: "milepost.note.recorded.v1",
    time,
    recordedtime: time,
    actor,
    causationid: report,
    data: { about: report, person: actor, text },
  };
  return { topic: "people", key: report, event };
}

interface Meant {
  readonly matched: readonly string[];
  readonly unknownGoals: readonly string[];
  readonly unknownKpis: readonly string[];
}

/** The goals that are named, and those that measure a named KPI or its figure to date. */
function meantBy(plan: Plan, goals: readonly string[], kpis: readonly string[]): Meant {
  const current = (kind: "goal" | "kpi", id: string): string => currentId(plan, kind, id);
  const named = goals.map((id) => current("goal", id));
  const measured = new Set(kpis.map((id) => current("kpi", id)));
  const isMeasured = (kpi: string): boolean =>
    measured.has(kpi) || measured.has(plan.kpis.get(kpi)?.definition.runningOf ?? "");
  const overKpis = [...plan.goals.values()].flatMap(({ id, definition }) =>
    isMeasured(definition.measure.kpi) ? [id] : [],
  );
  return {
    matched: [...new Set([...named.filter((id) => plan.goals.has(id)), ...overKpis])].toSorted(),
    unknownGoals: goals.filter((id) => !plan.goals.has(current("goal", id))),
    unknownKpis: kpis.filter((id) => !plan.kpis.has(current("kpi", id))),
  };
}

function warningsOf(
  plan: Plan,
  named: { readonly goals: readonly string[]; readonly kpis: readonly string[] },
  { unknownGoals, unknownKpis }: Meant,
): readonly FieldProblem[] {
  // Private goals are named to nobody who does not know them.
  const visible = [...plan.goals.values()].filter(({ definition }) => !definition.private);
  const goalIds = visible.map(({ id }) => id);
  const warning = (
    noun: string,
    id: string,
    place: { readonly field: string; readonly known: Iterable<string> },
  ) => {
    const near = nearestIds(id, place.known).map((one) => `"${one}"`);
    const lists = noun === "goal" ? "GET /v1/goals" : "GET /v1/kpis";
    return {
      field: place.field,
      code: `unknown_${noun.toLowerCase()}`,
      message: `there is no ${noun} "${id}" in the plan; the event is kept and listed, and opens no review for it`,
      fix:
        near.length > 0
          ? `did you mean ${near.join(" or ")}? Report it as a further event`
          : `${lists} lists them`,
    };
  };
  return [
    ...unknownGoals.map((id) =>
      warning("goal", id, { field: `data.goals.${named.goals.indexOf(id)}`, known: goalIds }),
    ),
    ...unknownKpis.map((id) =>
      warning("KPI", id, { field: `data.kpis.${named.kpis.indexOf(id)}`, known: plan.kpis.keys() }),
    ),
  ];
}

function namesNothing(): FieldProblem {
  return {
    field: "data.goals",
    code: "names_nothing",
    message: "it names neither a goal nor a KPI, so nobody could look at it",
    fix: "name the goals or KPIs that it may change in `goals` or `kpis`",
  };
}
