import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunCompletedData } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import { connectorRuns } from "@milepost/store/queries/connector-runs";
import { MilepostError } from "@milepost/runtime";
import type { Embedded } from "./compose.ts";
import { DEMO_STARTS_AT, monthName, nextMonthEnd } from "./demo-months.ts";
import type { History } from "./history.ts";
import type { Progress } from "./progress.ts";

const DEMO_FOLDER: string = join(import.meta.dirname, "..", "demo");
const DEMO_CONNECTOR = "mta";
const ACTOR = "milepost:demo";

/** What the arrival of one month brought about. */
export interface MonthArrived {
  readonly clock: string;
  readonly month: string;
  readonly run: RunCompletedData;
  readonly assessed: number;
  readonly unassessed: number;
  readonly alertsRaised: number;
  readonly alertsCleared: number;
  readonly goalsClosed: number;
}

export interface Demo {
  /** Loads what is not loaded yet; ends when the scorecard can be looked at. */
  load(progress: Progress): Promise<void>;
  /** Lets the next month arrive through the connector; one at a time. */
  nextMonth(): Promise<MonthArrived>;
}

export interface DemoParts {
  readonly embedded: Embedded;
  readonly history: History;
}

/** The demo: the public performance figures of New York's transit, as if it were autumn 2014. */
export function createDemo(parts: DemoParts): Demo {
  let arriving: Promise<unknown> = Promise.resolve();
  return {
    load: (progress) => loadDemo(parts, progress),
    nextMonth: () => {
      const arrival = arriving.then(() => letMonthArrive(parts));
      arriving = arrival.catch(() => undefined);
      return arrival;
    },
  };
}

async function loadDemo(parts: DemoParts, progress: Progress): Promise<void> {
  const { embedded } = parts;
  const { clock } = embedded;
  if (clock.setAt() === undefined) await setClock(parts, DEMO_STARTS_AT);
  const planning = progress.step("Applying the demo's plan");
  const text = await readFile(join(DEMO_FOLDER, "plan.yaml"), "utf8");
  const applied = await embedded.ingest.applyPlan({ text, baseDir: DEMO_FOLDER, actor: ACTOR });
  if (!applied.ok)
    throw new MilepostError("internal", "The demo's plan does not apply", { details: { applied } });
  planning.end(changesInWords(applied.changes));
  if (await isPulled(parts)) {
    progress.say(`The demo stands at ${monthName(clock.now())}; everything up to there was pulled before.`);
    return;
  }
  const pulling = progress.step("Pulling the monthly figures");
  const run = await embedded.ingest.runConnector(DEMO_CONNECTOR);
  pulling.end(
    `${run.observationsAppended.toLocaleString("en")} values of ${run.rowsRead.toLocaleString("en")} rows`,
  );
  if (run.status === "failed") throw failedRun(run);
  const deriving = progress.step("Building tables and scorecard");
  await visible(embedded);
  deriving.end();
}

async function letMonthArrive(parts: DemoParts): Promise<MonthArrived> {
  const { embedded, history } = parts;
  const { clock } = embedded;
  // Alerts follow from a goal's whole past: a month that came before it is filled would say that none changed.
  await history.filled();
  const next = nextMonthEnd(clock.now());
  try {
    await setClock(parts, next);
    const run = await embedded.ingest.runConnector(DEMO_CONNECTOR);
    if (run.status === "failed") throw failedRun(run);
    await visible(embedded);
    const outcome = await embedded.predict.assessNow();
    await visible(embedded);
    return {
      clock: new Date(clock.now()).toISOString(),
      month: monthName(clock.now()),
      run,
      assessed: outcome.assessed,
      unassessed: outcome.unassessed,
      alertsRaised: outcome.alertsRaised,
      alertsCleared: outcome.alertsCleared,
      goalsClosed: outcome.goalsClosed,
    };
  } finally {
    history.resume();
  }
}

async function setClock(parts: DemoParts, now: number): Promise<void> {
  const time = new Date(now).toISOString();
  await parts.embedded.log.append([
    {
      topic: "strategy",
      key: "clock/demo",
      event: {
        specversion: "1.0",
        id: `clock-${time}`,
        source: "//milepost/demo",
        type: "milepost.clock.set.v1",
        time,
        recordedtime: time,
        actor: ACTOR,
        data: { now: time, reason: "the demo's next month" },
      },
    },
  ]);
  await parts.embedded.clock.caughtUp();
}

async function isPulled(parts: DemoParts): Promise<boolean> {
  const runs = await parts.embedded.store.query(connectorRuns({ connector: DEMO_CONNECTOR }));
  const now = parts.embedded.clock.now();
  return runs.some((run) => run.status !== "failed" && Date.parse(run.started_at) >= now);
}

async function visible(embedded: Embedded): Promise<void> {
  const end = await embedded.log.end(TOPICS);
  await embedded.projector.waitVisible(end);
  await embedded.projector.waitDerived(end);
}

function failedRun(run: RunCompletedData): MilepostError {
  return new MilepostError(
    "connector_config",
    `The connector run failed: ${run.failure?.message ?? "no reason given"}`,
  );
}

function changesInWords(changes: readonly { readonly change: string }[]): string {
  const count = changes.filter((change) => change.change !== "unchanged").length;
  return count === 0 ? "nothing changed" : `${count.toLocaleString("en")} definitions`;
}
