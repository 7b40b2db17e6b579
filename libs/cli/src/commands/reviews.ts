import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { chance } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

/** What is said of a review. */
export const REVIEW_COLUMNS: readonly Column<Item>[] = [
  { head: "review", of: (item) => item["review"] },
  { head: "goal", of: (item) => item["goal"] },
  { head: "status", of: (item) => item["status"] },
  { head: "because", of: (item) => item["title"] },
  { head: "before", of: (item) => forecastText(item, "before"), right: true },
  { head: "after", of: (item) => forecastText(item, "after"), right: true },
  { head: "conclusion", of: conclusionText },
];

/** A forecast that there is not is none, and no unknown chance. */
function forecastText(item: Item, when: "before" | "after"): unknown {
  if (item[`assessment_${when}`] === null) return when === "before" ? "none" : "none yet";
  return chance(item[`p_hit_${when}`]);
}

function listText(items: unknown): unknown {
  return Array.isArray(items) && items.length === 0 ? "none" : items;
}

function conclusionText({ decision, outcome }: Item): unknown {
  return decision ?? (outcome === null || outcome === undefined ? "none yet" : "none: the goal ended before");
}

/** What is said of something that was reported. */
export const EVENT_COLUMNS: readonly Column<Item>[] = [
  { head: "happened", of: (item) => item["happened_at"] },
  { head: "kind", of: (item) => item["kind"] },
  { head: "what", of: (item) => item["title"] },
  { head: "goals", of: (item) => listText(item["goals"]) },
  { head: "not known here", of: (item) => listText([item["unknown_goals"], item["unknown_kpis"]].flat()) },
];

interface ConcludeOptions {
  readonly decision: string;
  readonly text: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

/** `milepost reviews …`. */
export function registerReviews(program: Command, context: () => CommandContext): void {
  const reviews = program
    .command("reviews")
    .description("goals that are looked at out of their cycle: see and conclude them");
  reviews
    .command("list")
    .description("reviews, the newest first")
    .option("--goal <goal>", "only those of this goal")
    .option("--status <status>", "open, concluded or closed")
    .action(async (options: { readonly goal?: string; readonly status?: string }) => {
      const { api, show } = context();
      const items = await api.list("/v1/reviews", { ...options });
      show({ items, next: null }, () => tableOr(items, REVIEW_COLUMNS, "There are no such reviews."));
    });
  reviews
    .command("events")
    .description("what was reported of the world outside, the newest first")
    .action(async () => {
      const { api, show } = context();
      const items = await api.list("/v1/external-events", {});
      show({ items, next: null }, () => tableOr(items, EVENT_COLUMNS, "Nothing was reported."));
    });
  reviews
    .command("conclude <review>")
    .description("close a review with what follows from it")
    .requiredOption("--decision <decision>", "keep, adjust_target or adjust_plan")
    .requiredOption("--text <text>", "why, or what will be done")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((review: string, options: ConcludeOptions) => conclude(review, options, context()));
}

async function conclude(
  review: string,
  { decision, text, by, idempotencyKey }: ConcludeOptions,
  { api, show }: CommandContext,
): Promise<void> {
  const { body } = await api.call(
    `/v1/reviews/${encodeURIComponent(review)}/conclusion`,
    commandRequest({ by, idempotencyKey }, { decision, text }),
  );
  show(body, () => `${review} is concluded: ${decision}.`);
}
