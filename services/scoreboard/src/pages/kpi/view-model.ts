import type {
  AlertReading,
  Assessment,
  FanStep,
  KpiReading,
  LineageReading,
  Moment,
  PeriodFigure,
} from "../../reading/readings.ts";
import { chanceInWords, chanceText, pointsChanged, sideOf } from "../../words/chance.ts";
import { instantText, longDateText, periodText, spanText } from "../../words/dates.ts";
import { numberText, valueText, valueTexts } from "../../words/numbers.ts";
import { shareText } from "../../words/scores.ts";
import { endText } from "../alert/history.ts";
import { chartNote, endFan, toDateFigures } from "./chart-figures.ts";
import { kpiHeadline, kpiLead, whatCouldBeDone } from "./headline.ts";

/** Months that the monthly chart shows; the table behind it has all of them. */
const CHART_MONTHS = 36;
/** Months that the table of origins shows before it folds. */
export const ORIGINS_SHOWN = 3;

export interface KpiView {
  readonly headline: string;
  readonly lead: string;
  readonly crumbs: readonly string[];
  readonly actions: readonly (readonly [string, string])[];
  readonly chart: readonly PeriodFigure[];
  readonly chartNote: string;
  /** The year to date with the way to the expected end; empty without a goal. */
  readonly toDate: readonly PeriodFigure[];
  readonly toDateFan: readonly FanStep[];
  readonly months: readonly MonthRow[];
  readonly seen: readonly SeenRow[];
  readonly alerts: readonly AlertRow[];
  readonly restatements: readonly string[];
  readonly origins: readonly OriginRow[];
  readonly newest: readonly (readonly [string, string])[];
}

export interface MonthRow {
  readonly period: string;
  readonly actual: string;
  readonly target: string;
}

export interface SeenRow {
  readonly period: string;
  readonly label: string;
  readonly chance: number | null;
  readonly text: string;
  readonly backtest: boolean;
}

export interface AlertRow {
  readonly alert: string;
  readonly title: string;
  readonly what: string;
  readonly state: string;
  readonly open: boolean;
}

export interface OriginRow {
  readonly period: string;
  readonly label: string;
  readonly what: string;
  readonly value: string;
  readonly from: string;
  readonly place: string;
  readonly known: string;
  /** The KPI whose series holds the value: the KPI itself or its companion. */
  readonly kpi: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
}

/** The page of one KPI in words and numbers. */
export function kpiView(reading: KpiReading, moment: Moment): KpiView {
  const { kpi } = reading;
  return {
    headline: kpiHeadline(reading, moment),
    lead: kpiLead(reading, moment),
    crumbs: [kpi.agency?.name, kpi.category, reading.owner?.email ?? reading.owner?.name].filter(
      (text) => text !== undefined && text !== null,
    ),
    actions: whatCouldBeDone(reading),
    chart: reading.months.slice(-CHART_MONTHS),
    chartNote: chartNote(reading),
    toDate: toDateFigures(reading),
    toDateFan: endFan(reading),
    months: reading.months.toReversed().map((month) => monthRow(month, reading)),
    seen: reading.seen.map((one) => ({
      ...one,
      label: periodText(one.period),
      text: one.chance === null ? "no chance told" : chanceText(one.chance),
    })),
    alerts: reading.alerts.map(alertRow),
    restatements: reading.restatements.map((one) => restatementText(one, reading, moment)),
    origins: reading.lineage.map((row) => originRow(row, reading, moment)),
    newest: newestOrigin(reading, moment),
  };
}

function monthRow({ period, actual, target }: PeriodFigure, { kpi }: KpiReading): MonthRow {
  const [is, wanted] = valueTexts([actual, target], kpi.style);
  return { period: periodText(period), actual: is ?? "unknown", target: wanted ?? "none" };
}

/** An alert's life in words. */
export function alertRow(alert: AlertReading): AlertRow {
  const fell = alert.chanceBefore === null ? "" : `, from ${chanceInWords(alert.chanceBefore)}`;
  const mark = alert.backtest ? " (backtest, never delivered)" : "";
  return {
    alert: alert.alert,
    title: `Raised with ${periodText(alert.period)}${mark}`,
    what: alert.headline === "" ? `chance ${chanceInWords(alert.chance)}${fell}` : alert.headline,
    state: stateText(alert),
    open: isOpen(alert),
  };
}

/** True while an alert waits for its end: neither cleared nor its goal closed. */
export function isOpen({ clearedPeriod, outcome }: AlertReading): boolean {
  return clearedPeriod === null && outcome === null;
}

/** The states in which an alert waits for somebody: what came up again first, then what nobody answered in time. */
export const WAITING_STATES: readonly AlertReading["state"][] = ["reopened", "escalated", "open"];

/** Whether an alert waits for somebody. */
export function waits(alert: AlertReading): boolean {
  return isOpen(alert) && WAITING_STATES.includes(alert.state);
}

function stateText(alert: AlertReading): string {
  const { clearedPeriod, outcome, backtest, state, snooze, reach } = alert;
  const taken = takenText(alert);
  if (clearedPeriod !== null)
    return `${taken}Cleared with ${periodText(clearedPeriod)}${outcome === null ? "" : `, and ${endText(outcome, reach)}`}.`;
  if (outcome !== null) return `${taken}Closed: ${endText(outcome, reach)}.`;
  if (backtest && taken === "") return "Open then.";
  switch (state) {
    case "snoozed":
      return snooze === null
        ? "Put off."
        : `Put off until ${longDateText(snooze.until)} by ${snooze.by}${quoted(snooze.reason)}.`;
    case "acknowledged":
      return taken.trim();
    case "recovering":
      return `${taken}Recovering: the chance went ${fromTo(alert.review)}.`;
    case "reopened":
      return `${taken}Reopened, since the chance has not improved: it went ${fromTo(alert.review)}.`;
    case "escalated":
      return `It went to ${alert.owner.email ?? alert.owner.name}, since nobody had taken it on in time.`;
    case "open":
    case "cleared":
    case "closed":
      return "Open; nobody has taken it on yet.";
  }
}

function takenText({ acknowledgement }: AlertReading): string {
  if (acknowledgement === null) return "";
  const { by, reviewDate, plan } = acknowledgement;
  return `Acknowledged by ${by}, review on ${longDateText(reviewDate)}${quoted(plan)}. `;
}

function quoted(words: string | null): string {
  return words === null ? "" : `: “${words}”`;
}

/** Two chances in a sentence: `from 34 % to 31 %`. */
function fromTo(review: AlertReading["review"]): string {
  const { before = null, after = null } = review ?? {};
  const text = (chance: number | null): string => (chance === null ? "unknown" : chanceInWords(chance));
  return `from ${text(before)} to ${text(after)}`;
}

function restatementText(
  one: KpiReading["restatements"][number],
  { kpi }: KpiReading,
  moment: Moment,
): string {
  const [from, to] = valueTexts([one.from, one.to], kpi.style);
  const when = instantText(one.knownAt, moment.timeZone);
  const what = [one.kind, one.series].filter((part) => part !== "").join(", ");
  return `${periodText(one.period)} (${what}): restated on ${when} from ${from ?? "unknown"} to ${to ?? "unknown"}`;
}

function originRow(row: LineageReading, reading: KpiReading, moment: Moment): OriginRow {
  const companion = row.kpi === reading.kpi.id ? "" : ", year to date";
  return {
    period: row.period,
    label: periodText(row.period),
    what: `${row.kind === "planned" ? "target" : row.kind}${companion}${row.series === "" ? "" : `, ${row.series}`}`,
    value: row.value === null ? "withdrawn" : valueText(row.value, reading.kpi.style),
    from:
      row.run === null
        ? row.source
        : `run ${row.run}${row.line === null ? "" : `, line ${numberText(Number(row.line), 0)}`}`,
    place: placeText(row),
    known: instantText(row.knownAt, moment.timeZone),
    kpi: row.kpi,
    series: row.series,
  };
}

function placeText({ topic, partition, offset }: LineageReading): string {
  return `${topic}, partition ${partition}, offset ${numberText(offset, 0)}`;
}

function newestOrigin(reading: KpiReading, moment: Moment): readonly (readonly [string, string])[] {
  const newest = reading.lineage.find(({ kpi, kind }) => kpi === reading.kpi.id && kind === "actual");
  const goal = reading.goal;
  const made = goal?.assessment ?? null;
  const rows: (readonly [string, string])[] = [];
  if (newest !== undefined) {
    const origin = originRow(newest, reading, moment);
    rows.push(
      [origin.label, `${newest.series === "" ? "" : `${newest.series}: `}${origin.value}, ${origin.from}`],
      ["Source", newest.source],
      ["Log", origin.place],
      ["Known", origin.known],
    );
    rows.push([
      "Restated",
      reading.restatements.length === 0 ? "never" : `${timesText(reading.restatements.length)}, see below`,
    ]);
  }
  if (made !== null) {
    rows.push(
      ["Rule", ruleText(made.rule.status, made.rule.hitRate)],
      ["Model", `${made.model}, version ${made.modelVersion}`],
    );
    if (made.reach !== undefined) rows.push(["Alerts look at", reachText(made.reach, reading)]);
    rows.push(["Learnt from", `${numberText(made.outcomes, 0)} earlier outcomes`]);
  }
  return rows;
}

function timesText(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

/** `the chance of reaching 70 % of the way, 112: 62 %`. */
function reachText({ share, target, pHit }: NonNullable<Assessment["reach"]>, { kpi }: KpiReading): string {
  const figure = target === null ? "" : `, ${valueText(target, kpi.judged.style)}`;
  const told = pHit === null ? "cannot be told" : chanceText(pHit);
  return `the chance of reaching ${shareText(share)} of the way to the target${figure}: ${told}`;
}

function ruleText(status: string, hitRate: number | null): string {
  const plain =
    status === "on_track" ? "green: on target" : status === "off_track" ? "red: behind" : "no status";
  return hitRate === null
    ? plain
    : `${plain}; earlier goals like this were reached in ${chanceText(hitRate)}`;
}

/** What the chance chart says in words. */
export function seenWords(view: KpiView): string {
  const told = view.seen.filter(({ chance }) => chance !== null);
  const first = told[0];
  const last = told.at(-1);
  if (first === undefined || last === undefined) return "No chance was told yet.";
  const span = `${spanText(first.period, last.period)} ${last.period.slice(0, 4)}`;
  const moved = pointsChanged(last.chance, first.chance);
  const now =
    sideOf(last.chance ?? 0) === "doubt"
      ? "in doubt"
      : sideOf(last.chance ?? 0) === "miss"
        ? "likely to miss"
        : "on course";
  return `${span}: from ${first.text} to ${last.text}${moved === null ? ", hardly changed" : ""}; now ${now}.`;
}
