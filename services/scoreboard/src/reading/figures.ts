import type { PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import { knownFigures } from "@milepost/store/queries/known-figures";
import type { KnownFiguresRow } from "@milepost/store/queries/known-figures";
import { lacksPeriod, shiftMonth } from "../words/dates.ts";
import { firstLookedAtByKpi } from "./first-looked-at.ts";
import type { KeyedQuestion } from "./keyed-reads.ts";
import type { KnownSeries } from "./known-series.ts";
import { allKnownBy, lastKnownPeriod } from "./known-series.ts";
import type { Moment } from "./readings.ts";
import type { RememberedReads } from "./remembered-reads.ts";
import type { SeriesReading } from "./series.ts";
import { seriesReading } from "./series.ts";
import { versionsOf } from "./versions-of.ts";
import { RETRACTION } from "./touches.ts";

/** What a question about figures looks at. */
export interface FiguresWanted {
  readonly reads: RememberedReads;
  readonly clock: Clock;
  /** The plan at the moment. */
  readonly plan: PlanState;
  readonly moment: Moment;
  readonly kpis: readonly string[];
  /**
   * What of them is looked at: everything, the periods up to the moment's, or only up to where they reach. News of
   * anything else leaves a remembered figure as it is.
   */
  readonly look: "all" | "to-date" | "reach";
}

type Rows = readonly KnownSeries[];
type Question = KeyedQuestion<KnownFiguresRow, Rows>;

/** Months before the moment's that lines of goals look back on. */
const MONTHS_BACK = 23;
/** Current figures are remembered from the January of so many years before the clock's on. */
const YEARS_REMEMBERED = 2;
/** Kinds of values that figures are made of: what a source forecasts is none. */
const KINDS = ["actual", "planned"] as const;

/**
 * The figures of some KPIs at a moment. Current values are remembered with the time since when they are known, which
 * answers nearly every question about the past too; what they do not say is asked for as of the moment.
 */
export async function readFigures(wanted: FiguresWanted): Promise<SeriesReading> {
  const figures = new Map<string, Rows>();
  for (const [from, kpis] of Map.groupBy(wanted.kpis, beginnings(wanted))) {
    for (const [kpi, rows] of await readSince(from, { ...wanted, kpis })) figures.set(kpi, rows);
  }
  return seriesReading(figures, wanted.plan);
}

/**
 * Where the figures of a KPI begin: with the lines' months, or with the year of the first period that an open goal is
 * judged by. Most begin together, and are asked for together.
 */
function beginnings({ plan, moment }: FiguresWanted): (kpi: string) => string {
  const ofLines = linesFrom(moment);
  const firsts = firstLookedAtByKpi(plan, moment);
  return (kpi) => {
    const first = firsts.get(kpi);
    return first === undefined || first >= ofLines ? ofLines : `${first.slice(0, 4)}-01-01`;
  };
}

function linesFrom({ period }: Moment): string {
  return `${shiftMonth(period, -MONTHS_BACK)}-01`;
}

async function readSince(from: string, wanted: FiguresWanted): Promise<ReadonlyMap<string, Rows>> {
  const { reads, clock, moment, kpis } = wanted;
  const remembered = rememberedFrom(clock.now());
  const figures = new Map<string, Rows>();
  if (linesFrom(moment) >= remembered) {
    // The remembered years hold nearly every beginning; only longer windows have questions of their own.
    const since = from < remembered ? from : remembered;
    for (const [kpi, rows] of await reads.byKey(currentQuestion(wanted, since), kpis)) {
      const known = allKnownBy(rows, moment.instant);
      if (known !== undefined) figures.set(kpi, known);
    }
  }
  const open = kpis.filter((kpi) => !figures.has(kpi));
  const asked = await reads.byKey(momentQuestion(wanted, from), open);
  for (const [kpi, rows] of asked) figures.set(kpi, rows);
  return figures;
}

/** The current actual and planned values of some KPIs, one by one from the remembered years on. */
export function readCurrentRows(
  { reads, clock, plan }: Pick<FiguresWanted, "reads" | "clock" | "plan">,
  kpis: readonly string[],
): Promise<ReadonlyMap<string, Rows>> {
  return reads.byKey(allSince(plan, rememberedFrom(clock.now())), kpis);
}

function rememberedFrom(now: number): string {
  return `${new Date(now).getUTCFullYear() - YEARS_REMEMBERED}-01-01`;
}

function currentQuestion(wanted: FiguresWanted, from: string): Question {
  const { plan, moment, look } = wanted;
  return {
    ...allSince(plan, from),
    ...(look === "to-date" && { scope: { kinds: KINDS, until: `${moment.period}-31` } }),
    ...(look === "reach" && { scopeOf: (rows: Rows) => reachScope(rows, wanted) }),
  };
}

function allSince(plan: PlanState, from: string): Question {
  const { versions, text } = versionsOf(plan);
  return {
    ...BY_KPI,
    name: `figures ${from} ${text}`,
    scope: { kinds: KINDS },
    ask: (kpis) => knownFigures({ kpis, from, versions }),
  };
}

function momentQuestion({ plan, moment }: FiguresWanted, from: string): Question {
  const { instant } = moment;
  const { versions, text } = versionsOf(plan);
  return {
    ...BY_KPI,
    name: `figures ${from} ${instant} ${text}`,
    scope: { kinds: KINDS, knownBy: instant },
    ask: (kpis) => knownFigures({ kpis, from, versions, asOf: instant }),
  };
}

const BY_KPI: Pick<Question, "topic" | "keyOf" | "valueOf"> = {
  topic: "observations",
  keyOf: ({ kpi }) => kpi,
  valueOf: (rows) => rows,
};

/**
 * Where all figures reach the moment's period already, only a value that is taken back can change how far they reach. Where
 * there may be members, a new one changes it too: its own, and that of the total that is made of them.
 */
function reachScope(rows: Rows, { plan, moment: { period } }: FiguresWanted): Question["scope"] {
  const actual = rows.filter(({ kind }) => kind === "actual");
  const definition = plan.kpis.get(rows[0]?.kpi ?? "")?.definition;
  const isThere =
    definition !== undefined &&
    actual.length > 0 &&
    actual.every((row) => !lacksPeriod(lastKnownPeriod(row), definition.grain, period));
  return { kinds: isThere && definition.dimensions.length === 0 ? [RETRACTION] : ["actual"] };
}
