import { setTimeout as delay } from "node:timers/promises";
import type { Ask } from "../compare.ts";
import { openEmbeddedHost } from "../hosts/embedded-host.ts";
import type { Host } from "../hosts/host.ts";
import { seededDice } from "../random.ts";
import type { StepOfArea } from "./kill-table.ts";
import type { Found, Suite, Tools } from "./suite.ts";

/** Where the first start is killed, in the order in which it comes there. */
const STRUCK: readonly StepOfArea[] = [
  { area: "connector-run", step: "run-started" },
  { area: "connector-run", step: "batch-appended" },
  { area: "projector", step: "inserting" },
  { area: "connector-run", step: "run-appending" },
  { area: "projector", step: "committing" },
  { area: "derive", step: "deriving" },
  { area: "derive", step: "derived" },
  { area: "connector-run", step: "run-appended" },
  { area: "assessment", step: "assessing" },
  { area: "assessment", step: "assessed" },
  { area: "assessment", step: "appending" },
  { area: "assessment", step: "appended" },
  { area: "assessment", step: "settling" },
  { area: "assessment", step: "settled" },
];
const LATEST_OCCURRENCE = 3;
/** A step that a start does not come to any more is passed over. */
const DIES_WITHIN_MS = 60_000;
const SETTLES_WITHIN_MS = 180_000;
const ASKED_EVERY_MS = 1_000;
const ARRIVES_WITHIN_MS = 900_000;

/** What both must say, without when and where in the log it was said. */
const COMPARED: Readonly<Record<string, string>> = {
  observations:
    "SELECT kpi, series, kind, period_label, toString(value) AS value, unit, kpi_version, completeness, source, known_at FROM observations",
  history:
    "SELECT kpi, series, kind, period_label, toString(value) AS value, event_type, version, source FROM observations_history",
  goal_progress: "SELECT * EXCEPT (inputs_position, version) FROM goal_progress",
  scorecards: "SELECT * EXCEPT (inputs_position, version) FROM scorecards",
  assessments:
    "SELECT goal, as_of, backtest, p_hit, expected_end, low_80, high_80, required_rate, model, model_version FROM assessments",
};

/** The demo's first start, killed at every kind of step, then its next month: as if nothing had happened. */
export const demoUnderKills: Suite = {
  name: "demo",
  needsStack: false,
  run: async (seed, { say }) => {
    const plain = await loaded("demo-plain", undefined, say);
    const killed = await loaded(`demo-${seed}`, seed, say);
    return { difference: plain.tell(killed), struck: killed.struck };
  },
};

interface Loaded {
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly struck: Readonly<Record<string, number>>;
  /** What another one does not have, or has besides; undefined: nothing. */
  tell(other: Pick<Loaded, "rows">): string | undefined;
}

async function loaded(name: string, seed: number | undefined, say: Tools["say"]): Promise<Loaded> {
  const host = await openEmbeddedHost(name, { MILEPOST_DEMO: "1" });
  try {
    const struck = seed === undefined ? {} : await strikeAll(host, seed, say);
    await host.start();
    await nextMonth(host);
    const rows = await settledRows(host.ask);
    say(
      `${name}: ${Object.entries(rows)
        .map(([table, some]) => `${some.length} ${table}`)
        .join(", ")}`,
    );
    return { rows, struck, tell: (other) => tell(rows, other.rows) };
  } finally {
    await host.close();
  }
}

/** The demo's next month arrives once its past is assessed; a connection that waits too long for that is closed, so it is asked again. */
async function nextMonth({ eventsUrl }: Host): Promise<void> {
  const headers = { "content-type": "application/json", "idempotency-key": "next" };
  const deadline = performance.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const request = { method: "POST", headers, body: "{}" };
    const answer = await fetch(`${eventsUrl}/v1/demo/months`, request).catch(() => undefined);
    const text = await answer?.text();
    if (answer?.ok === true) return;
    if (performance.now() > deadline) throw new Error(`the next month did not arrive: ${text}`);
    await delay(ASKED_EVERY_MS);
  }
}

async function strikeAll(host: Host, seed: number, say: Tools["say"]): Promise<Found["struck"]> {
  const dice = seededDice(seed);
  const struck: Record<string, number> = {};
  for (const { area, step } of STRUCK) {
    const occurrence = area === "connector-run" ? 1 : 1 + dice.roll(LATEST_OCCURRENCE);
    const victim = await host.startDying({ area, step, occurrence });
    const died = victim.died.then(() => true);
    const isStruck = await Promise.race([died, delay(DIES_WITHIN_MS, false)]);
    say(`${host.name}: ${isStruck ? "killed" : "not reached"} at ${area}:${step}:${occurrence}`);
    if (isStruck) struck[`${area}:${step}`] = 1;
  }
  return struck;
}

/** The rows of all tables, once they stay the same. */
async function settledRows(ask: Ask): Promise<Loaded["rows"]> {
  const deadline = performance.now() + SETTLES_WITHIN_MS;
  let before = await allRows(ask);
  for (;;) {
    await delay(ASKED_EVERY_MS);
    const now = await allRows(ask);
    if (tell(before, now) === undefined || performance.now() > deadline) return now;
    before = now;
  }
}

async function allRows(ask: Ask): Promise<Loaded["rows"]> {
  const rows: Record<string, readonly string[]> = {};
  for (const [table, sql] of Object.entries(COMPARED)) {
    rows[table] = (await ask(sql)).map((row) => JSON.stringify(row)).toSorted();
  }
  return rows;
}

function tell(plain: Loaded["rows"], other: Loaded["rows"]): string | undefined {
  for (const [table, rows] of Object.entries(plain)) {
    const shown = new Set(other[table]);
    const missing = rows.filter((row) => !shown.has(row));
    const count = other[table]?.length ?? 0;
    if (missing.length === 0 && count === rows.length) continue;
    return `${table}: ${count} rows instead of ${rows.length}, ${missing.length} are missing, the first ${missing[0]}`;
  }
  return undefined;
}
