import type { AlertReading, Moment, Owner } from "../../reading/readings.ts";
import { chanceText, sideOf } from "../../words/chance.ts";
import type { Side } from "../../words/chance.ts";
import { periodText } from "../../words/dates.ts";
import { counted } from "../../words/numbers.ts";
import { goalName } from "../at-risk/goal-line.ts";
import { alertRow, isOpen, WAITING_STATES, waits } from "../kpi/view-model.ts";
import type { AlertRow } from "../kpi/view-model.ts";

/** One alert as the page lists it. */
export interface OpenAlert extends AlertRow {
  readonly kpi: string;
  readonly goal: string;
  readonly name: string;
  readonly agency: string | null;
  readonly message: readonly string[];
  /** Whether somebody has to do something about it. */
  readonly waits: boolean;
  /** Whether its state says more than that nobody has taken it on yet. */
  readonly tells: boolean;
  /** Chance as it stands at the moment, and when the alert was raised. */
  readonly now: string;
  readonly told: string;
  readonly raisedWith: string;
  readonly side: Side | "unknown";
}

export interface OwnerAlerts {
  readonly owner: Owner;
  readonly summary: string;
  readonly waiting: readonly OpenAlert[];
  readonly taken: readonly OpenAlert[];
}

/** An alert in a digest. */
interface DigestLine extends Pick<AlertReading, "goal" | "apart"> {
  readonly kpi: string;
  readonly text: string;
}

/** What reached an owner together. */
export interface Digest {
  readonly digest: string;
  readonly owner: Owner;
  /** Epoch milliseconds. */
  readonly deliveredAt: number;
  readonly lines: readonly DigestLine[];
}

export interface AlertsView {
  readonly headline: string;
  readonly lead: string;
  /** Those with the most alerts that wait, first where not all are listed. */
  readonly owners: readonly OwnerAlerts[];
  /** Owners with open alerts that are not listed here. */
  readonly ownersNotListed: number;
  /** The newest ones. */
  readonly digests: readonly Digest[];
  readonly ended: readonly OpenAlert[];
}

/** Cleared and closed alerts that the page still lists. */
const ENDED_SHOWN = 20;
/** Owners and digests that a page lists, so that it stays light; each owner's own alerts are one click away. */
const OWNERS_SHOWN = 20;
const DIGESTS_SHOWN = 20;

/** Whose alerts the page shows, of all people where none is named, and of how many open goals alerts are not decided yet. */
interface AlertsShown {
  readonly owner?: string | null;
  readonly undecided?: number;
}

/** The alerts page: what waits for somebody, by owner; what was delivered or open at the moment counts. */
export function alertsView(
  all: readonly AlertReading[],
  moment: Moment,
  { owner = null, undecided = 0 }: AlertsShown = {},
): AlertsView {
  const alerts = owner === null ? all : all.filter((alert) => alert.owner.id === owner);
  const open = alerts.filter(isOpen);
  const owners = byOwner(open);
  return {
    headline: headline(open, moment, undecided),
    lead: "An alert is raised when the chance stays below the threshold for two complete periods (of a monthly goal two months), and is cleared when it has been clearly above for as long. Taking one on says what will be done and when it is looked at again: where the chance has not improved by then, it comes up again.",
    owners: owners.length <= OWNERS_SHOWN ? owners : owners.toSorted(byWaiting).slice(0, OWNERS_SHOWN),
    ownersNotListed: Math.max(0, owners.length - OWNERS_SHOWN),
    digests: digestsOf(alerts).slice(0, DIGESTS_SHOWN),
    ended: alerts
      .filter((alert) => !isOpen(alert))
      .toSorted((left, right) => (left.period < right.period ? 1 : -1))
      .slice(0, ENDED_SHOWN)
      .map(openAlert),
  };
}

function headline(open: readonly AlertReading[], moment: Moment, undecided: number): string {
  const when = periodText(moment.period);
  const goals = counted(undecided, "goal");
  if (open.length === 0)
    return undecided === 0
      ? `No alert is open in ${when}.`
      : `Alerts of ${when} are not decided yet: the past of ${goals} is still being assessed.`;
  const again = open.filter(({ state }) => state === "reopened").length;
  const fresh = open.filter(waits).length - again;
  const off = open.filter(({ state }) => state === "snoozed").length;
  const rest =
    fresh + again === 0
      ? `all of them taken on${off === 0 ? "" : " or put off"}`
      : fresh === open.length
        ? "none taken on yet"
        : [fresh > 0 && `${fresh} not taken on yet`, again > 0 && `${again} to be looked at again`]
            .filter((part) => part !== false)
            .join(", ");
  return `${counted(open.length, "alert")} ${open.length === 1 ? "is" : "are"} open in ${when}, ${rest}${undecided === 0 ? "" : `; those of ${goals} are not decided yet`}.`;
}

/** What came up again or went up first, then the nearest to its goal. */
function byNeed(left: AlertReading, right: AlertReading): number {
  const rank = (alert: AlertReading): number =>
    waits(alert) ? WAITING_STATES.indexOf(alert.state) : WAITING_STATES.length;
  return rank(left) - rank(right) || (right.chanceNow ?? -1) - (left.chanceNow ?? -1);
}

function byOwner(open: readonly AlertReading[]): readonly OwnerAlerts[] {
  const owners = new Map<string, AlertReading[]>();
  for (const alert of open) {
    const held = owners.get(alert.owner.id);
    if (held === undefined) owners.set(alert.owner.id, [alert]);
    else held.push(alert);
  }
  return [...owners.values()]
    .flatMap((alerts) => {
      const owner = alerts[0]?.owner;
      return owner === undefined ? [] : [ownerAlerts(owner, alerts)];
    })
    .toSorted((left, right) => (left.owner.name < right.owner.name ? -1 : 1));
}

function byWaiting(left: OwnerAlerts, right: OwnerAlerts): number {
  return right.waiting.length - left.waiting.length;
}

function digestsOf(alerts: readonly AlertReading[]): readonly Digest[] {
  const digests = new Map<string, Digest>();
  for (const alert of alerts) {
    if (alert.digest === null) continue;
    const { id, deliveredAt } = alert.digest;
    const { goal, apart } = alert;
    const line = { kpi: alert.kpi.id, goal, apart, text: alertRow(alert).what };
    const held = digests.get(id);
    const lines = held === undefined ? [line] : [...held.lines, line];
    digests.set(id, { digest: id, owner: alert.owner, deliveredAt, lines });
  }
  return [...digests.values()].toSorted(
    (left, right) => right.deliveredAt - left.deliveredAt || (left.owner.id < right.owner.id ? -1 : 1),
  );
}

function ownerAlerts(owner: Owner, alerts: readonly AlertReading[]): OwnerAlerts {
  const rows = alerts.toSorted(byNeed).map(openAlert);
  const waiting = rows.filter((row) => row.waits);
  return {
    owner,
    summary: `${counted(alerts.length, "open alert")}, ${waiting.length === 0 ? "none waiting" : `${waiting.length} waiting for a plan`}`,
    waiting,
    taken: rows.filter((row) => !row.waits),
  };
}

function openAlert(alert: AlertReading): OpenAlert {
  return {
    ...alertRow(alert),
    kpi: alert.kpi.id,
    goal: alert.goal,
    name: goalName(alert.kpi.name, alert.apart),
    agency: alert.kpi.agency,
    message: alert.message.split("\n").filter((line) => line.trim() !== ""),
    waits: waits(alert),
    tells: alert.state !== "open",
    now: alert.chanceNow === null ? "unknown" : chanceText(alert.chanceNow),
    told: chanceText(alert.chance),
    raisedWith: `${periodText(alert.period)}${alert.backtest ? ", in a backtest" : ""}`,
    side: alert.chanceNow === null ? "unknown" : sideOf(alert.chanceNow),
  };
}
