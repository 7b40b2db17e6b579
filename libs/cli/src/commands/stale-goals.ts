import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

const COLUMNS: readonly Column<Item>[] = [
  { head: "goal", of: (item) => item["goal"] },
  { head: "owner", of: (item) => item["owner"] },
  { head: "days", of: (item) => item["days_since"], right: true },
  { head: "last", of: (item) => item["last_event_kind"] ?? "nothing" },
  { head: "when", of: (item) => item["last_event_at"] ?? "never" },
  { head: "cadence", of: (item) => item["cadence"] },
  { head: "grace", of: (item) => item["grace"] },
  { head: "reminded", of: (item) => item["reminded_by"] ?? "on the pages" },
];

/** Lists goals that nothing has come in about for too long. */
export async function listStaleGoals(
  owner: string | undefined,
  { api, show }: CommandContext,
): Promise<void> {
  const items = await api.list("/v1/stale-goals", { owner });
  const none = "No goal of which the plan names a cadence has been silent for too long.";
  show({ items, next: null }, () => tableOr(items, COLUMNS, none));
}
