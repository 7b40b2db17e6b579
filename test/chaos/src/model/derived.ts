import type { Goal, Kpi, Scorecard } from "@milepost/contracts";
import { seriesKey } from "@milepost/contracts";
import {
  goalProgress,
  goalProgressAfter,
  goalRange,
  hasDerivedTotal,
  scorecardRows,
  totalValues,
} from "@milepost/scoring";
import type { FigureRange, GoalProgressRow, PeriodValue } from "@milepost/scoring";
import type { Logged } from "./logged.ts";
import type { Observed } from "./observations.ts";
import { judge, readings } from "./observations.ts";
import type { Row } from "./rows.ts";

/** What the strategy topic defines, the last definition of each id. */
export interface Defined {
  readonly kpis: ReadonlyMap<string, Kpi>;
  readonly goals: ReadonlyMap<string, Goal>;
  readonly scorecards: ReadonlyMap<string, Scorecard>;
  /** Type and id of what left the plan → the date on which it did. */
  readonly left: ReadonlyMap<string, string>;
}

/** The rows that follow from values and definitions, by nothing but the arithmetic of libs/scoring. */
export function derivedRows(
  logged: readonly Logged[],
  events: readonly Observed[],
): Readonly<Record<"goal_progress" | "scorecards", readonly Row[]>> {
  const defined = definitions(logged);
  const values = valuesOf(events, defined);
  const progress = new Map<string, Standing>();
  for (const [id, goal] of defined.goals) {
    const kpi = defined.kpis.get(goal.measure.kpi);
    if (kpi === undefined) continue;
    const series = values.get(`${goal.measure.kpi}/${seriesKey(goal.measure.series)}`) ?? new Map();
    const input = { goal, kpi, values: series, timeZone: "UTC" };
    const shown = ({ period }: GoalProgressRow): boolean => wasThere(defined, `goal/${id}`, period.end);
    const after = [goalProgressAfter(input)].filter((row) => row !== null);
    progress.set(id, { rows: goalProgress(input).filter(shown), after: after.filter(shown) });
  }
  return {
    goal_progress: [...progress].flatMap(([id, { rows }]) => progressRows(id, rows, defined)),
    scorecards: [...defined.scorecards].flatMap(([id, card]) => cardRows({ id, card, progress }, defined)),
  };
}

/** Whether an object of the plan had not left it before a date was over. */
function wasThere({ left }: Defined, name: string, date: string): boolean {
  const day = left.get(name);
  return day === undefined || date < day;
}

/** Reads the definitions of the log; a goal that was renamed is there under its last id alone. */
export function definitions(logged: readonly Logged[]): Defined {
  const [kpis, goals, scorecards] = [
    new Map<string, Kpi>(),
    new Map<string, Goal>(),
    new Map<string, Scorecard>(),
  ];
  const maps: Readonly<Record<string, Map<string, unknown>>> = {
    "milepost.kpi.defined.v1": kpis,
    "milepost.goal.defined.v1": goals,
    "milepost.scorecard.defined.v1": scorecards,
  };
  const [left, renamed] = [new Map<string, string>(), new Map<string, string>()];
  for (const { topic, event } of logged) {
    if (topic !== "strategy" || event === undefined) continue;
    const id = String(event.data["id"]);
    if (event.type === "milepost.definition.archived.v1") {
      left.set(`${String(event.data["kind"])}/${id}`, event.time.slice(0, 10));
      continue;
    }
    if (maps[event.type] === undefined) continue;
    const former = event.type === "milepost.goal.defined.v1" ? formerId(event.data["definition"]) : undefined;
    if (former !== undefined && goals.has(former) && !goals.has(id)) renamed.set(former, id);
    maps[event.type]?.set(id, event.data["definition"]);
    left.delete(`${event.type.split(".")[1]}/${id}`);
    if (event.type === "milepost.goal.defined.v1") renamed.delete(id);
  }
  for (const id of renamed.keys()) goals.delete(id);
  const current = (goal: string): string => {
    const next = renamed.get(goal);
    return next === undefined ? goal : current(next);
  };
  const named = [...scorecards].map(([id, card]) => {
    const items = card.items.map((item) => ({ ...item, goal: current(item.goal) }));
    return [id, { ...card, items }] as const;
  });
  return { kpis, goals, scorecards: new Map(named), left };
}

function formerId(definition: unknown): string | undefined {
  return (definition as Goal).renamedFrom;
}

/** Values by `kpi/series` that could be known at a moment (absent: all), and of derived totals. */
export function valuesOf(
  events: readonly Observed[],
  { kpis }: Defined,
  asOf = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, ReadonlyMap<string, PeriodValue>> {
  const values = new Map<string, Map<string, PeriodValue>>();
  const known = judge(events).accepted.filter(({ knownAt }) => knownAt <= asOf);
  const current = readings(known).map((period) => period.at(-1) as Observed);
  for (const event of current) {
    const series = values.get(`${event.kpi}/${event.series}`) ?? new Map<string, PeriodValue>();
    values.set(`${event.kpi}/${event.series}`, series);
    const before = series.get(event.period) ?? { actual: null, planned: null };
    const told =
      event.kind === "planned"
        ? { planned: number(event.value), plannedKnownAt: event.knownAt }
        : {
            actual: number(event.value),
            numerator: number(event.numerator),
            denominator: number(event.denominator),
          };
    series.set(event.period, { ...before, ...told });
  }
  const members = current.flatMap((event) => {
    const kpi = kpis.get(event.kpi);
    if (kpi === undefined || !hasDerivedTotal(kpi)) return [];
    const { value, numerator, denominator } = event;
    return [
      {
        ...event,
        kind: event.kind as "actual",
        value: number(value),
        numerator: number(numerator),
        denominator: number(denominator),
      },
    ];
  });
  const totals = totalValues(members, (id) => kpis.get(id));
  for (const [kpi, total] of totals) values.set(`${kpi}/`, new Map(total));
  return values;
}

function number(text: string | null): number | null {
  return text === null ? null : Number(text);
}

function progressRows(id: string, rows: readonly GoalProgressRow[], { goals }: Defined): readonly Row[] {
  return rows.map((row) => ({
    goal: id,
    kpi: goals.get(id)?.measure.kpi ?? null,
    period_label: row.period.label,
    period_start: row.period.start,
    period_end: row.period.end,
    actual: figure(row.actual),
    target: figure(row.targetToDate),
    target_lower: figure(row.targetLower),
    target_upper: figure(row.targetUpper),
    due_target: figure(row.dueTarget),
    expected_progress: figure(row.expectedProgress),
    progress: figure(row.progress),
    status: row.status,
    rule_id: row.ruleId,
    rule_version: row.ruleVersion,
    vendor_label: row.vendorLabel,
  }));
}

function rangeOf(goal: Goal | undefined, kpi: Kpi | undefined, target: number | null): FigureRange | null {
  if (goal === undefined || target === null) return null;
  return goalRange({ measure: goal.measure, direction: kpi?.direction }, target);
}

/** A goal's rows, and the one after them that scorecards alone look at. */
interface Standing {
  readonly rows: readonly GoalProgressRow[];
  readonly after: readonly GoalProgressRow[];
}

interface Card {
  readonly id: string;
  readonly card: Scorecard;
  readonly progress: ReadonlyMap<string, Standing>;
}

function cardRows({ id, card: defined, progress }: Card, definedAll: Defined): readonly Row[] {
  const { goals, kpis } = definedAll;
  const card = { ...defined, items: defined.items.filter(({ goal }) => goals.get(goal)?.private === false) };
  const rowsOf = (goal: string): readonly GoalProgressRow[] => progress.get(goal)?.rows ?? [];
  const periods = new Map(
    card.items.flatMap(({ goal }) => rowsOf(goal).map(({ period }) => [period.label, period] as const)),
  );
  const shown = [...periods.values()].filter(({ end }) => wasThere(definedAll, `scorecard/${id}`, end));
  return shown.flatMap((period) => {
    const stateOf = (goal: string) => {
      const kpi = kpis.get(goals.get(goal)?.measure.kpi ?? "");
      const after = progress.get(goal)?.after ?? [];
      const row = [...rowsOf(goal), ...after].find((one) => one.period.label === period.label);
      return {
        actual: row?.actual ?? null,
        target: row?.targetToDate ?? null,
        range: rangeOf(goals.get(goal), kpi, row?.targetToDate ?? null),
        isShare: goals.get(goal)?.measure.evaluation === "control",
        unit: kpi?.belongsTo ?? null,
        category: kpi?.category ?? null,
        perspective: kpi?.perspective ?? null,
      };
    };
    return scorecardRows({ id, scorecard: card, stateOf }).map((row) => ({
      scorecard: id,
      period_label: period.label,
      period_start: period.start,
      period_end: period.end,
      level: row.level,
      id: row.id,
      unit: row.unit,
      category: row.category,
      perspective: row.perspective,
      goal: row.goal,
      score: figure(row.score),
      weight: figure(row.weight),
      coverage: figure(row.coverage),
      items: String(row.items),
      unknown_items: String(row.unknownItems),
    }));
  });
}

/** A figure as text that does not depend on who writes it. */
function figure(value: number | null): string | null {
  return value === null ? null : String(value);
}
