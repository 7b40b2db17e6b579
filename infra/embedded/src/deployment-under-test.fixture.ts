import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { MilepostEvent, Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import {
  createHttpEdge,
  identityOf,
  linkReader,
  noTelemetry,
  parseSettings,
  silentLogger,
  systemClock,
} from "@milepost/runtime";
import { putNewTables } from "@milepost/testkit/test-store";
import { createScoreboard } from "@milepost/scoreboard/compose";
import type { ScoreboardParts } from "@milepost/scoreboard/compose";
import type { FastifyInstance } from "fastify";
import { expect, vi } from "vitest";
import { composeEmbedded } from "./compose.ts";
import type { Embedded } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { registerRoutes } from "./server.ts";

/** A whole deployment in this process, asked over HTTP. */
export interface DeploymentUnderTest {
  readonly embedded: Embedded;
  readonly app: FastifyInstance;
  /** Asks `GET /v1/kpis` or posts to `POST /v1/events`. */
  call(request: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Resolves with the log's end once all tables, derived ones too, are up to date with it. */
  caughtUp(): Promise<Position>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Starts a deployment without demo on a data folder; its clock stands. */
export async function startDeployment(
  dataDir: string,
  now: string,
  more: Readonly<Record<string, string>> = {},
): Promise<DeploymentUnderTest> {
  const settings = parseSettings(settingsSchema, {
    MILEPOST_DATA: dataDir,
    MILEPOST_DEMO: "0",
    MILEPOST_CLICKHOUSE_PORT: "0",
    ...more,
  });
  await putNewTables(join(dataDir, "clickhouse"));
  const logger = silentLogger();
  const embedded = await composeEmbedded({
    settings,
    logger,
    identity: identityOf("embedded"),
    telemetry: noTelemetry,
    demo: { startsAt: Date.parse(now), clockHint: "" },
    onEngineLost: () => undefined,
  });
  const { log, store, clock, ingest, projector, lifecycle } = embedded;
  const readLink = linkReader(settings.links, systemClock);
  const tryThresholds: ScoreboardParts["tryThresholds"] = (alerting) => embedded.predict.replay({ alerting });
  const pages = { commands: ingest, tryThresholds, readLink, demo: null, progress: () => null };
  const board = { log, store, clock, logger, ...pages };
  const scoreboard = lifecycle.own("scoreboard", await createScoreboard(board));
  const app = createHttpEdge({ allowedHosts: [], logger });
  await registerRoutes(app, { embedded, scoreboard, demo: null, telemetry: noTelemetry });
  lifecycle.own("http", { close: () => app.close() });
  await app.ready();
  return {
    embedded,
    app,
    call: async (request, body, headers = {}) => {
      const [method, path] = request.split(" ") as ["GET" | "POST", string];
      const sent = body === undefined ? {} : { payload: JSON.stringify(body) };
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const answer = await app.inject({
        method,
        url: path,
        headers: { host: "localhost", ...type, ...headers },
        ...sent,
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    caughtUp: async () => {
      // Projecting may append dead letters, which are to be visible, too.
      for (let end: Position = {}; ;) {
        const now = await log.end(TOPICS);
        await projector.waitVisible(now);
        await projector.waitDerived(now);
        if (isDeepStrictEqual(now, end)) return end;
        end = now;
      }
    },
    close: () => lifecycle.close(),
  };
}

/** The data folder's log, before a deployment opens it. */
export function logFolder(dataDir: string): string {
  return join(dataDir, "log");
}

/** Lets a deployment's clock stand at an instant. */
export async function setClock({ embedded }: DeploymentUnderTest, now: string): Promise<void> {
  const { clock, log } = embedded;
  const event: MilepostEvent = {
    specversion: "1.0",
    id: `clock-${now}`,
    source: "//test",
    type: "milepost.clock.set.v1",
    time: now,
    recordedtime: now,
    data: { now, reason: "test" },
  };
  await log.append([{ topic: "strategy", key: "clock/test", event }]);
  await clock.caughtUp();
}

const REBUILT_WITHIN_MS = 30_000;
const POLL_MS = 200;

/** Builds every table anew from the log, and expects that none differed. */
export async function expectSameRebuilt(under: DeploymentUnderTest): Promise<void> {
  const { body } = await under.call("POST /v1/rebuilds");
  const path = `GET /v1/rebuilds/${encodeURIComponent(String(body["rebuild"]))}`;
  const isDone = async (): Promise<void> =>
    expect((await under.call(path)).body).toMatchObject({ state: "done" });
  await vi.waitFor(isDone, { timeout: REBUILT_WITHIN_MS, interval: POLL_MS });
  expect((await under.call(path)).body).toMatchObject({ differed: false });
}
