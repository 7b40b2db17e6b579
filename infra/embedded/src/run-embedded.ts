import { createScoreboard } from "@milepost/scoreboard/compose";
import type { Clock, Logger, SettableClock } from "@milepost/runtime";
import { MilepostError, systemClock } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import { composeEmbedded } from "./compose.ts";
import type { Embedded } from "./compose.ts";
import type { Settings } from "./config.ts";
import { createDemo } from "./demo.ts";
import type { Demo } from "./demo.ts";
import { DEMO_STARTS_AT } from "./demo-months.ts";
import { demoClock, followClock } from "./deployment-clock.ts";
import { createHistory } from "./history.ts";
import type { History } from "./history.ts";
import type { Progress } from "./progress.ts";
import { createServer } from "./server.ts";

const DEMO_HINT = "run `npx milepost demo next-month` to let the demo's next month arrive";

export interface RunOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly progress: Progress;
  /** Aborted when somebody asks to stop. */
  readonly stopping: AbortSignal;
}

export interface Running {
  close(): Promise<void>;
}

/** Starts everything, says what it is doing, and resolves when it was asked to stop. */
export async function runEmbedded(options: RunOptions): Promise<Running> {
  const { settings, logger, progress, stopping } = options;
  const demoTime: SettableClock | undefined = settings.demo ? demoClock(DEMO_STARTS_AT) : undefined;
  const opening = progress.step("Starting the log and the SQL engine");
  const engineLost = Promise.withResolvers<never>();
  const embedded = await composeEmbedded({
    settings,
    logger,
    clock: demoTime ?? systemClock,
    onEngineLost: () => engineLost.reject(new MilepostError("clickhouse_unreachable", ENGINE_LOST)),
    ...(settings.demo ? { demoClockHint: DEMO_HINT } : {}),
  });
  opening.end();
  try {
    const work = serve({ ...options, embedded, demoTime });
    await Promise.race([work, engineLost.promise, stopped(stopping)]);
    await Promise.race([engineLost.promise, stopped(stopping)]);
  } catch (error) {
    await embedded.lifecycle.close();
    throw error;
  }
  progress.say("Stopping …");
  return embedded.lifecycle;
}

const ENGINE_LOST =
  "The SQL engine ended by itself. Nothing is lost: start Milepost again, and see its log for the reason.";

interface ServeOptions extends RunOptions {
  readonly embedded: Embedded;
  readonly demoTime: SettableClock | undefined;
}

async function serve(options: ServeOptions): Promise<void> {
  const { embedded, demoTime, progress, settings } = options;
  const history = embedded.lifecycle.own("history", createTrackRecord(options));
  const demo = demoTime === undefined ? null : await openDemo(options, demoTime, history);
  const server = await listen(options, { demo, history, clock: demoTime ?? systemClock });
  const url = `http://${inAddress(settings.host)}:${(server.server.address() as { port: number }).port}`;
  if (demo !== null) await demo.load(progress);
  progress.say(`The scorecard is ready: ${url}/scorecard`);
  await assess(options);
  history.resume();
  sayUrls(options, url);
}

function createTrackRecord(options: ServeOptions): History {
  const { embedded, progress, logger } = options;
  let step: ReturnType<Progress["step"]> | undefined;
  return createHistory({
    fill: (report, signal) => embedded.predict.fillHistory(report, signal),
    report: (done, total) => {
      step ??= progress.step("Filling the track record behind (pages work meanwhile)");
      step.update(done, total);
    },
    onDone: () => step?.end("complete"),
    logger,
  });
}

async function openDemo(options: ServeOptions, clock: SettableClock, history: History): Promise<Demo> {
  const { embedded } = options;
  const logged = embedded.lifecycle.own("demo clock", await followClock(embedded.log, clock));
  return createDemo({ embedded, clock, logged, history });
}

interface Facing {
  readonly demo: Demo | null;
  readonly history: History;
  readonly clock: Clock;
}

async function listen(options: ServeOptions, facing: Facing): Promise<FastifyInstance> {
  const { embedded, settings, logger } = options;
  const { demo, history, clock } = facing;
  const scoreboard = embedded.lifecycle.own(
    "scoreboard",
    await createScoreboard({
      log: embedded.log,
      store: embedded.store,
      clock,
      logger,
      commands: { acknowledge: (alert, request) => embedded.ingest.acknowledge(alert, request) },
      demo: demo === null ? null : { nextMonth: () => demo.nextMonth() },
      progress: () => history.progress(),
    }),
  );
  const server = await createServer({ embedded, scoreboard, demo });
  embedded.lifecycle.own("http", { close: () => server.close() });
  await server.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new MilepostError(
      "address_in_use",
      `Port ${settings.port} is taken by another program. Stop it, or choose another one: MILEPOST_PORT=${settings.port + 1} npm start`,
    );
  });
  return server;
}

async function assess(options: ServeOptions): Promise<void> {
  const { embedded, progress } = options;
  const step = progress.step("Forecasting every goal against its target");
  const outcome = await embedded.predict.assessNow((done, total) => step.update(done, total));
  step.end(`${outcome.assessed} goals assessed, ${outcome.unassessed} cannot be yet`);
}

function sayUrls({ progress, embedded, settings }: ServeOptions, url: string): void {
  progress.say("");
  progress.say(`  At risk       ${url}/`);
  progress.say(`  Scorecard     ${url}/scorecard`);
  progress.say(`  Track record  ${url}/track-record`);
  progress.say(`  API           ${url}/docs`);
  progress.say(`  SQL for BI    ${embedded.sqlUrl} (ClickHouse HTTP, ${readersWords(settings)})`);
  if (settings.demo) progress.say("  Next month    npx milepost demo next-month");
  progress.say("");
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** How a BI tool signs in: the embedded engine knows a reader, a server of your own knows its own users. */
function readersWords({ clickHouseUrl, database }: Settings): string {
  return clickHouseUrl === undefined
    ? `user default, no password, database ${database}, read-only`
    : `database ${database}, as a user that your server lets read it`;
}

/** IPv6 hosts stand in brackets. */
function inAddress(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
