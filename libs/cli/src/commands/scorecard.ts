import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { percent } from "../table.ts";

interface ScorecardRow {
  readonly level: string;
  readonly id: string;
  readonly unit: string | null;
  readonly category: string | null;
  readonly perspective: string | null;
  readonly goal: string | null;
  readonly score: number | null;
  readonly coverage: number;
  readonly items: number;
  readonly unknown_items: number;
}

interface Scorecard {
  readonly scorecard: string;
  readonly name: string;
  readonly period: string;
  readonly rows: readonly ScorecardRow[];
  readonly leaves_out_private: boolean;
}

/** `milepost scorecard <id>`. */
export function registerScorecard(program: Command, context: () => CommandContext): void {
  program
    .command("scorecard")
    .description("a scorecard with score and coverage; what is unknown is said")
    .argument("[id]", "scorecard id; may be left out when there is one")
    .option("--as-of <month>", "what could be known then, such as 2026-09")
    .option("--items", "show every goal, and not only what they add up to", false)
    .action(async (id: string | undefined, options: { asOf?: string; items: boolean }) => {
      const { api, show } = context();
      const name = id ?? (await onlyScorecard(context()));
      const { body } = await api.call(`/v1/scorecards/${encodeURIComponent(name)}`, {
        query: { asOf: options.asOf },
      });
      show(body, () => describe(body as Scorecard, options.items));
    });
}

const COLUMNS: readonly Column<ScorecardRow>[] = [
  { head: "level", of: ({ level }) => level },
  { head: "what", of: whatOf },
  { head: "score of 10", of: ({ score }) => score?.toFixed(1) ?? null, right: true },
  { head: "coverage", of: ({ coverage }) => percent(coverage), right: true },
  { head: "goals", of: ({ items }) => items, right: true },
  { head: "unknown", of: ({ unknown_items }) => unknown_items, right: true },
];

function describe({ name, period, rows, leaves_out_private }: Scorecard, items: boolean): string {
  const shown = rows.filter(({ level }) => items || level !== "item").toSorted(wholeFirst);
  const left = leaves_out_private ? "\n\nPrivate goals are not counted." : "";
  return `${name}, ${period}\n\n${tableOr(shown, COLUMNS, "The scorecard has no items.")}${left}`;
}

const ORDER: readonly string[] = ["scorecard", "perspective", "unit", "category", "cell", "item"];

function wholeFirst(one: ScorecardRow, other: ScorecardRow): number {
  const place = ORDER.indexOf(one.level) - ORDER.indexOf(other.level);
  return place !== 0 ? place : one.id < other.id ? -1 : 1;
}

function whatOf({ level, id, goal, unit, category, perspective }: ScorecardRow): string {
  if (level === "item") return goal ?? id;
  const parts = [unit, category, perspective].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : id;
}

async function onlyScorecard({ api }: CommandContext): Promise<string> {
  const { status, body } = await api.call("/v1/scorecards", { expected: [404] });
  const { items = [] } = (status === 404 ? {} : body) as { items?: { scorecard?: string; id?: string }[] };
  const ids = items.map((item) => item.scorecard ?? item.id).filter((id) => id !== undefined);
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return only;
  if (ids.length === 0) throw new CliError("Name the scorecard: milepost scorecard <id>");
  throw new CliError(`There are several scorecards; name one: ${ids.join(", ")}`);
}
