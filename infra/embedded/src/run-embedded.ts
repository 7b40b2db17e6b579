import { createScoreboard } from "@milepost/scoreboard/compose";
import type { Identity, Lifecycle, Logger, Telemetry } from "@milepost/runtime";
import {
  createLifecycle,
  identityOf,
  linkReader,
  MilepostError,
  openTelemetry,
  systemClock,
} from "@milepost/runtime";
import { composeEmbedded } from "./compose.ts";
import type { Embedded } from "./compose.ts";
import type { Settings } from "./config.ts";
import { createDemo } from "./demo.ts";
import type { Demo } from "./demo.ts";
import { demoCommand, USUAL_URL } from "./demo-command.ts";
import { DEMO_STARTS_AT } from "./demo-months.ts";
import { createHistory } from "./history.ts";
import type { History } from "./history.ts";
import { createHttpAddress } from "./http-address.ts";
import type { HttpAddress } from "./http-address.ts";
import type { Progress } from "./progress.ts";
import { createServer } from "./server.ts";

/** How long requests under way may take when everything is opened again … */
const REOPEN_QUIET_MS = 10_000;
/** … and when somebody waits for the process to end. */
const STOP_QUIET_MS = 1_000;

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

/**
 * Starts everything, says what it is doing, and resolves when it was asked to stop. When the log went on in another
 * generation, everything is closed and opened again by itself, at the same address.
 */
export async function runEmbedded(options: RunOptions): Promise<Running> {
  const { logger, progress } = options;
  const identity = identityOf("embedded");
  const telemetry = await openTelemetry({ settings: options.settings.telemetry, ...identity });
  const address = await createHttpAddress({ ...options.settings, logger });
  try {
    for (;;) {
      const turn = await runOnce({ ...options, identity, telemetry, address });
      if (turn.reason === undefined) {
        progress.say("Stopping …");
        return {
          close: async () => {
            await address.turnAway("it was asked to stop", STOP_QUIET_MS);
            await turn.close();
            address.close();
            await telemetry.close();
          },
        };
      }
      progress.say(`Everything is opened again: ${turn.reason} …`);
      await address.turnAway(`everything is opened again: ${turn.reason}`, REOPEN_QUIET_MS);
      await turn.close();
    }
  } catch (error) {
    address.close();
    throw error;
  }
}

interface TurnOptions extends RunOptions {
  readonly identity: Identity;
  readonly telemetry: Telemetry;
  readonly address: HttpAddress;
}

interface Turn extends Running {
  /** Why everything must be opened again; undefined when it was asked to stop. */
  readonly reason: string | undefined;
}

/** Opens and serves until it was asked to stop, or everything must be opened again; neither waits for what is still being opened. */
async function runOnce(options: TurnOptions): Promise<Turn> {
  const { logger, stopping } = options;
  const lifecycle = createLifecycle(logger);
  const engineLost = Promise.withResolvers<never>();
  const onEngineLost = (): void =>
    engineLost.reject(new MilepostError("clickhouse_unreachable", ENGINE_LOST));
  const end = Promise.race([engineLost.promise, stopped(stopping)]);
  try {
    const work = openAndServe({ ...options, lifecycle, onEngineLost });
    return { reason: (await Promise.race([work, end])) ?? undefined, close: () => lifecycle.close() };
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
}

interface OpenOptions extends TurnOptions {
  readonly lifecycle: Lifecycle;
  readonly onEngineLost: () => void;
}

/** Resolves with the reason when everything must be opened again. */
async function openAndServe(options: OpenOptions): Promise<string> {
  const { settings, progress } = options;
  const opening = progress.step("Starting the log and the SQL engine");
  const embedded = await composeEmbedded({
    ...options,
    ...(settings.demo ? { demo: { startsAt: DEMO_STARTS_AT, clockHint: hintOf(settings) } } : {}),
  });
  opening.end();
  const served = serve({ ...options, embedded }).then(() => embedded.over);
  return Promise.race([served, embedded.over]);
}

/** How a demo's clock moves on; a port that is any free one is not known before it listens. */
function hintOf({ host, port }: Settings): string {
  const command = demoCommand(port === 0 ? USUAL_URL : addressOf(host, port));
  return `run \`${command}\` to let the demo's next month arrive`;
}

const ENGINE_LOST =
  "The SQL engine ended by itself. Nothing is lost: start Milepost again, and see its log for the reason.";

interface ServeOptions extends TurnOptions {
  readonly embedded: Embedded;
}

async function serve(options: ServeOptions): Promise<void> {
  const { embedded, progress, settings } = options;
  const history = embedded.lifecycle.own("history", createTrackRecord(options));
  const demo = settings.demo ? createDemo({ embedded, history }) : null;
  const url = await answer(options, { demo, history });
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

interface Facing {
  readonly demo: Demo | null;
  readonly history: History;
}

/** Lets API and pages answer; resolves with their address. */
async function answer(options: ServeOptions, facing: Facing): Promise<string> {
  const { embedded, settings, logger, telemetry } = options;
  const { demo, history } = facing;
  const { delivery } = embedded.predict;
  // Known before any page is asked for.
  let url = USUAL_URL;
  const scoreboard = embedded.lifecycle.own(
    "scoreboard",
    await createScoreboard({
      log: embedded.log,
      store: embedded.store,
      clock: embedded.clock,
      logger,
      commands: {
        acknowledge: (alert, request) => embedded.ingest.acknowledge(alert, request),
        snooze: (alert, request) => embedded.ingest.snooze(alert, request),
        decideSuggestion: (name, decided) => embedded.ingest.decideSuggestion(name, decided),
        checkIn: (goal, request) => embedded.ingest.checkIn(goal, request),
        override: (goal, request) => embedded.ingest.override(goal, request),
        withdrawOverride: (name, request) => embedded.ingest.withdrawOverride(name, request),
        concludeReview: (review, request) => embedded.ingest.concludeReview(review, request),
        ...(delivery === undefined ? {} : { testChannel: (channel) => delivery.test(channel) }),
      },
      ...(delivery === undefined ? {} : { channels: () => delivery.channels() }),
      tryThresholds: (alerting) => embedded.predict.replay({ alerting }),
      readLink: linkReader(settings.links, systemClock),
      demo: demo && {
        nextMonth: () => demo.nextMonth(),
        command: () => demoCommand(url),
      },
      progress: () => history.progress(),
    }),
  );
  const server = await createServer({ embedded, scoreboard, demo, telemetry, logger });
  embedded.lifecycle.own("http", { close: () => server.close() });
  url = await options.address.serve(server);
  return url;
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
  if (settings.demo) progress.say(`  Next month    ${demoCommand(url)}`);
  progress.say("");
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** How a BI tool signs in: the embedded engine knows a reader, a server of your own knows its own users. */
function readersWords({ deployment: { clickHouseUrl, database } }: Settings): string {
  return clickHouseUrl === undefined
    ? `user default, no password, database ${database}, read-only`
    : `database ${database}, as a user that your server lets read it`;
}

/** IPv6 hosts stand in brackets. */
function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
