import type { EventOfType, MilepostEvent } from "@milepost/contracts";

/** What somebody said to an alert: that they take it on until a review date, or that it rests until a date. */
export interface Word {
  /** Event id. */
  readonly id: string;
  readonly kind: "acknowledged" | "snoozed";
  /** Epoch milliseconds, by the clock of whoever took it in. */
  readonly at: number;
  /** Local date on which it runs out. */
  readonly until: string;
}

/** Somebody whom an alert is or was with. */
export interface Holder {
  /** Id of the event that brought it there. */
  readonly event: string;
  readonly person: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** How often the alert had been escalated by then. */
  readonly level: number;
}

/** An outcome that was told of an alert. */
interface AlertClosing {
  /** Event id. */
  readonly id: string;
  /** Epoch milliseconds: since when it is known. */
  readonly asOf: number;
  /** Whether it ended only because its goal left the plan. */
  readonly isArchival: boolean;
}

/** An alert that stands in the log, with what became of it. */
export interface KnownAlert {
  readonly alert: string;
  readonly goal: string;
  /** Whom it is with now: the goal's owner, whoever followed them, or a person of the escalation chain. */
  readonly owner: string;
  /** Period in which it was raised. */
  readonly period: string;
  /** The moment of the assessment that raised it, in epoch milliseconds. */
  readonly asOf: number;
  readonly backtest: boolean;
  readonly headline: string;
  readonly evidence: string;
  /** Chance when it was raised. */
  readonly pHit: number;
  /** What it is about, where that is not the goal's target: a share of the way to it, and the figure; null: the target. */
  readonly reach: { readonly share: number; readonly target: number | null } | null;
  /** Period in which it was cleared; null: it was not. */
  readonly clearedPeriod: string | null;
  readonly outcome: "hit" | "miss" | "unscored" | null;
  /** The outcomes that were told of it, in log order. */
  readonly closings: readonly AlertClosing[];
  /** Ids of the events for which the page told it to the person it was with. */
  readonly told: readonly string[];
  /** Everybody whom it was with, in the order of the log; never empty. */
  readonly holders: readonly Holder[];
  /** The last word by its own time, in whatever order words arrived; null: nobody said anything. */
  readonly word: Word | null;
  /** Event ids of words that ran out → when that was told, in epoch milliseconds. */
  readonly ranOut: Readonly<Record<string, number>>;
  /** Event ids of acknowledgements since which the chance has improved. */
  readonly recovering: readonly string[];
}

/** What happens to alerts. */
export type AlertEvent = EventOfType<
  | ("milepost.alert.raised.v1" | "milepost.alert.cleared.v1" | "milepost.alert.closed.v1")
  | ("milepost.alerts.delivered.v1" | "milepost.alert.acknowledged.v1" | "milepost.alert.snoozed.v1")
  | ("milepost.alert.woken.v1" | "milepost.alert.reopened.v1" | "milepost.alert.recovering.v1")
  | ("milepost.alert.escalated.v1" | "milepost.alert.reassigned.v1")
>;

const ALERT_EVENTS: readonly MilepostEvent["type"][] = [
  "milepost.alert.raised.v1",
  "milepost.alert.cleared.v1",
  "milepost.alert.closed.v1",
  "milepost.alerts.delivered.v1",
  "milepost.alert.acknowledged.v1",
  "milepost.alert.snoozed.v1",
  "milepost.alert.woken.v1",
  "milepost.alert.reopened.v1",
  "milepost.alert.recovering.v1",
  "milepost.alert.escalated.v1",
  "milepost.alert.reassigned.v1",
];

/** Whether an event is about alerts, as far as their rules look. */
export function isAlertEvent(event: MilepostEvent): event is AlertEvent {
  return ALERT_EVENTS.includes(event.type);
}

/** The alerts of one goal after one more event; the same event again changes nothing. */
export function evolveAlerts(alerts: readonly KnownAlert[], event: AlertEvent): readonly KnownAlert[] {
  if (event.type === "milepost.alert.raised.v1") {
    const { data } = event;
    return alerts.some(({ alert }) => alert === data.alert) ? alerts : [...alerts, raised(event)];
  }
  const ids = event.type === "milepost.alerts.delivered.v1" ? event.data.alerts : [event.data.alert];
  if (!alerts.some(({ alert }) => ids.includes(alert))) return alerts;
  return alerts.map((one) => (ids.includes(one.alert) ? { ...one, ...changeOf(one, event) } : one));
}

/** Whether an alert still asks for something. */
export function isStanding(alert: Pick<KnownAlert, "clearedPeriod" | "outcome">): boolean {
  return alert.clearedPeriod === null && alert.outcome === null;
}

type LaterEvent = Exclude<AlertEvent, { type: "milepost.alert.raised.v1" }>;

function changeOf(alert: KnownAlert, event: LaterEvent): Partial<KnownAlert> {
  const at = Date.parse(event.time);
  switch (event.type) {
    case "milepost.alert.cleared.v1":
      return { clearedPeriod: event.data.period };
    case "milepost.alert.closed.v1":
      return { outcome: event.data.outcome, closings: withClosing(alert, event) };
    case "milepost.alerts.delivered.v1":
      return { told: [...new Set([...alert.told, ...toldBy(alert, event.data)])] };
    case "milepost.alert.acknowledged.v1":
      return spoken(alert, { id: event.id, kind: "acknowledged", at, until: event.data.reviewDate });
    case "milepost.alert.snoozed.v1":
      return spoken(alert, { id: event.id, kind: "snoozed", at, until: event.data.until });
    case "milepost.alert.woken.v1":
      return { ranOut: { [event.data.snooze]: at, ...alert.ranOut } };
    case "milepost.alert.reopened.v1":
      return { ranOut: { [event.data.acknowledgement]: at, ...alert.ranOut } };
    case "milepost.alert.recovering.v1":
      return { recovering: [...new Set([...alert.recovering, event.data.acknowledgement])] };
    case "milepost.alert.escalated.v1":
      return moved(alert, { event: event.id, person: event.data.to, since: at, level: event.data.level });
    case "milepost.alert.reassigned.v1":
      return moved(alert, { event: event.id, person: event.data.to, since: at, level: levelOf(alert) });
  }
}

function withClosing(
  { closings }: KnownAlert,
  { id, data }: EventOfType<"milepost.alert.closed.v1">,
): readonly AlertClosing[] {
  if (closings.some((one) => one.id === id)) return closings;
  // Older events do not say why.
  const { outcome, reason = "goal_archived" } = data;
  const isArchival = outcome === "unscored" && reason === "goal_archived";
  return [...closings, { id, asOf: Date.parse(data.asOf), isArchival }];
}

/** Whom an alert is with. */
export function holderOf({ holders }: Pick<KnownAlert, "holders">): Holder {
  return holders.at(-1) as Holder;
}

/** How often an alert was escalated. */
function levelOf(alert: KnownAlert): number {
  return holderOf(alert).level;
}

/** What a digest told of an alert; one that does not say so told a person that it is with them. */
function toldBy(
  { alert, holders }: KnownAlert,
  { alerts, occasions, owner }: EventOfType<"milepost.alerts.delivered.v1">["data"],
): readonly string[] {
  const said = occasions?.[alerts.indexOf(alert)];
  if (said !== undefined) return [said];
  return holders.filter(({ person }) => person === owner).map(({ event }) => event);
}

/** Of two words the later one counts; where both were said at once, the one with the greater id. */
function spoken({ word }: KnownAlert, said: Word): Partial<KnownAlert> {
  if (word !== null && (word.at > said.at || (word.at === said.at && word.id >= said.id))) return {};
  return { word: said };
}

function moved({ holders }: KnownAlert, to: Holder): Partial<KnownAlert> {
  if (holders.some(({ event }) => event === to.event)) return {};
  return { owner: to.person, holders: [...holders, to] };
}

function raised({ id, data, time }: EventOfType<"milepost.alert.raised.v1">): KnownAlert {
  const {
    alert,
    goal,
    owner,
    period,
    backtest,
    headline,
    evidence,
    pHit,
    asOf,
    reach: share,
    target,
    content,
  } = data;
  return {
    alert,
    goal,
    owner,
    period,
    asOf: Date.parse(asOf),
    backtest,
    headline,
    evidence,
    pHit,
    reach: share === undefined ? null : { share, target },
    clearedPeriod: null,
    outcome: null,
    closings: [],
    told: [],
    holders: [{ event: id, person: owner, since: Date.parse(content?.answer.from ?? time), level: 0 }],
    word: null,
    ranOut: {},
    recovering: [],
  };
}
