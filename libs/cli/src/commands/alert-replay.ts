import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { Column } from "../table.ts";
import { percent, table } from "../table.ts";

/** What a setting would have told, as the API answers it. */
export interface Replay {
  readonly alerts: number;
  readonly right: number;
  readonly wrong: number;
  readonly undecided: number;
  readonly missed: number;
  readonly caught: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly medianLead: number | null;
  readonly repeated: number;
  readonly people: readonly {
    readonly person: string;
    readonly month: string;
    readonly alerts: number;
    readonly messages: number;
    readonly inDigest: number;
  }[];
  readonly owners: readonly {
    readonly owner: string;
    readonly alerts: number;
    readonly right: number;
    readonly wrong: number;
    readonly undecided: number;
  }[];
}

/** What the figures of a replay do not tell apart. */
export const URGENT_NOTE = "What cannot wait goes out at once, also where it is counted in a digest here.";

interface Setting {
  readonly raiseBelow: number;
  readonly periods: number;
  readonly clearAbove: number;
}

/** A setting that was tried on the past, beside what the plan says now. */
export interface Replayed {
  readonly from: string;
  readonly to: string;
  readonly alerting: Setting;
  readonly replay: Replay;
  readonly current: { readonly alerting: Setting; readonly replay: Replay };
}

interface Options {
  readonly raiseBelow?: number;
  readonly periods?: number;
  readonly clearAbove?: number;
  readonly from?: string;
  readonly to?: string;
}

/** `milepost alerts replay`. */
export function registerAlertReplay(alerts: Command, context: () => CommandContext): void {
  alerts
    .command("replay")
    .description("what another setting would have sent in a time that is past; sends and changes nothing")
    .option("--raise-below <chance>", "raise below this chance, 0 to 1; default: as the plan says", number)
    .option("--periods <count>", "… in so many complete periods in a row; default: as the plan says", number)
    .option("--clear-above <chance>", "clear above this chance, 0 to 1; default: as the plan says", number)
    .option("--from <date>", "periods that end from here on; default: a year before the end")
    .option("--to <date>", "periods that end up to here; default: today")
    .action((options: Options) => replay(options, context()));
}

async function replay(options: Options, { api, show }: CommandContext): Promise<void> {
  const { raiseBelow, periods, clearAbove, from, to } = options;
  const alerting = { raiseBelow, periods, clearAbove };
  const { body } = await api.call("/v1/alert-replays", {
    method: "POST",
    body: { type: "application/json", text: JSON.stringify({ alerting, from, to }) },
  });
  show(body, () => wordsOf(body as Replayed));
}

function number(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number, such as 0.4 or 2.");
}

type Told = readonly [what: string, of: (replay: Replay) => string];

const TOLD: readonly Told[] = [
  ["alerts", ({ alerts }) => String(alerts)],
  ["… of goals that missed", ({ right }) => String(right)],
  ["… of goals that were reached", ({ wrong }) => String(wrong)],
  ["… of goals without an outcome yet", ({ undecided }) => String(undecided)],
  ["right, of those with an outcome", ({ precision }) => percent(precision) ?? "unknown"],
  [
    "misses that had an alert",
    ({ caught, missed, recall }) => `${caught} of ${missed}${recall === null ? "" : ` (${percent(recall)})`}`,
  ],
  [
    "periods before the end (median)",
    ({ medianLead }) => (medianLead === null ? "unknown" : String(medianLead)),
  ],
  ["goals alerted more than once", ({ repeated }) => String(repeated)],
];

function wordsOf({ from, to, alerting, replay: tried, current }: Replayed): string {
  const figures: readonly Column<Told>[] = [
    { head: `from ${from} to ${to}`, of: ([what]) => what },
    { head: settingText(alerting), of: ([, of]) => of(tried), right: true },
    { head: `now: ${settingText(current.alerting)}`, of: ([, of]) => of(current.replay), right: true },
  ];
  const owners: readonly Column<Replay["owners"][number]>[] = [
    { head: "owner", of: ({ owner }) => owner },
    { head: "alerts", of: ({ alerts }) => alerts, right: true },
    { head: "right", of: ({ right }) => right, right: true },
    { head: "wrong", of: ({ wrong }) => wrong, right: true },
    { head: "undecided", of: ({ undecided }) => undecided, right: true },
  ];
  const people: readonly Column<Replay["people"][number]>[] = [
    { head: "told", of: ({ person }) => person },
    { head: "month", of: ({ month }) => month },
    { head: "alerts", of: ({ alerts: count }) => count, right: true },
    { head: "messages", of: ({ messages }) => messages, right: true },
    { head: "in a digest", of: ({ inDigest }) => inDigest, right: true },
  ];
  const toWhom = tried.people.length === 0 ? "" : `\n\n${table(tried.people, people)}\n${URGENT_NOTE}`;
  const byOwner = tried.owners.length === 0 ? "Nobody would have been told." : table(tried.owners, owners);
  return `${table(TOLD, figures)}\n\n${byOwner}${toWhom}\n\nNothing was sent or changed. To use it, set \`alerting\` in the plan.`;
}

function settingText({ raiseBelow, periods, clearAbove }: Setting): string {
  return `<${raiseBelow} ×${periods}, clear >${clearAbove}`;
}
