import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { figure, percent } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

/** `milepost goals [id]`. */
export function registerGoals(program: Command, context: () => CommandContext): void {
  program
    .command("goals")
    .description("the goals with owner and chance; or everything about one")
    .argument("[id]", "goal id")
    .option("--owner <person>", "only those of this person")
    .option("--kpi <kpi>", "only those that measure this KPI")
    .option("--as-of <month>", "chances as of this month; only goals that were assessed then")
    .action(async (id: string | undefined, options: GoalOptions) => {
      await (id === undefined ? listGoals(options, context()) : showGoal(id, context()));
    });
}

interface GoalOptions {
  readonly owner?: string;
  readonly kpi?: string;
  readonly asOf?: string;
}

async function listGoals({ asOf, ...filter }: GoalOptions, { api, show }: CommandContext): Promise<void> {
  const [goals, assessments] = await Promise.all([
    api.list("/v1/goals", filter),
    api.list("/v1/assessments", { asOf: asOf ?? "now" }),
  ]);
  const chances = new Map(assessments.map((made) => [made["goal"], made]));
  const items = goals
    .filter((goal) => asOf === undefined || chances.has(goal["goal"]))
    .map((goal) => ({ ...goal, assessment: chances.get(goal["goal"]) ?? null }));
  show({ items, next: null }, () => tableOr(items, COLUMNS, "There are no such goals."));
}

const COLUMNS: readonly Column<Item>[] = [
  { head: "goal", of: (goal) => goal["goal"] },
  { head: "owner", of: (goal) => goal["owner"] },
  { head: "until", of: (goal) => goal["window_to"] },
  { head: "chance", of: (goal) => percent(assessed(goal, "p_hit")) ?? whyNot(goal), right: true },
  { head: "actual", of: (goal) => figure(assessed(goal, "actual")) ?? "–", right: true },
  { head: "target", of: (goal) => figure(assessed(goal, "target")) ?? "–", right: true },
  { head: "expected end", of: (goal) => figure(assessed(goal, "expected_end")) ?? "–", right: true },
  { head: "rule", of: (goal) => assessed(goal, "rule_status") ?? "–" },
];

function assessed(goal: Item, name: string): unknown {
  return (goal["assessment"] as Item | null)?.[name] ?? null;
}

function whyNot(goal: Item): string {
  if (goal["assessment"] === null) return "not assessed";
  const reason = assessed(goal, "reason");
  return typeof reason === "string" ? `unknown: ${reason.replaceAll("_", " ")}` : "unknown";
}

async function showGoal(id: string, { api, show }: CommandContext): Promise<void> {
  const { body } = await api.call(`/v1/goals/${encodeURIComponent(id)}`);
  show(body, () => JSON.stringify(body, null, 2));
}
