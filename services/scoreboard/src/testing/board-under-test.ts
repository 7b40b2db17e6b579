import type { NewRecord } from "@milepost/event-log";
import { createHttpEdge, silentLogger, standingClock } from "@milepost/runtime";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestStore } from "@milepost/testkit/test-store";
import { openTestStore } from "@milepost/testkit/test-store";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { Scoreboard, ScoreboardParts } from "../compose.ts";
import { createScoreboard } from "../compose.ts";

/** When the first quarter of 2014 is over: the clock of most boards under test. */
export const BOARD_NOW = "2014-04-01T04:00:00.000Z";

/** A scoreboard on a log and tables of its own, asked over HTTP. */
export interface BoardUnderTest {
  readonly database: TestStore;
  readonly logged: TestLog;
  readonly scoreboard: Scoreboard;
  readonly app: FastifyInstance;
  get(url: string): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export interface BoardOptions {
  /** What stands in the log, and base rows by table, when the board is opened. */
  readonly records?: readonly NewRecord[];
  readonly rows?: Readonly<Record<string, readonly string[]>>;
  /** Commands that do something; the others do nothing. */
  readonly commands?: Partial<ScoreboardParts["commands"]>;
  readonly parts?: Partial<Pick<ScoreboardParts, "channels" | "progress" | "readLink" | "tryThresholds">>;
  /** The log and tables of another board; default: its own. */
  readonly on?: Pick<BoardUnderTest, "database" | "logged">;
  /** Where its clock stands, ISO 8601; default: `BOARD_NOW`. */
  readonly now?: string;
}

/** Opens a board with all its pages and its API. */
export async function openBoard({
  records = [],
  rows = {},
  commands = {},
  parts = {},
  on,
  now = BOARD_NOW,
}: BoardOptions = {}): Promise<BoardUnderTest> {
  const [database, logged] =
    on === undefined ? await Promise.all([openTestStore(), openTestLog()]) : [on.database, on.logged];
  if (records.length > 0) await logged.log.append(records);
  for (const [table, lines] of Object.entries(rows)) await database.store.insert(table, lines);
  const scoreboard = await createScoreboard({
    log: logged.log,
    store: database.store,
    clock: standingClock(Date.parse(now)),
    logger: silentLogger(),
    commands: { ...NO_COMMANDS, ...commands },
    tryThresholds: async () => {
      throw new Error("this test tries no thresholds");
    },
    progress: () => null,
    ...parts,
    demo: null,
  });
  const app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  await app.register(scoreboard.apiRoutes, { prefix: "/v1" });
  await app.register(scoreboard.pageRoutes);
  return {
    database,
    logged,
    scoreboard,
    app,
    get: async (url) => app.inject({ url, headers: { host: "localhost" } }),
    close: async () => {
      await app.close();
      await scoreboard.close();
      if (on === undefined) await Promise.all([database.close(), logged.close()]);
    },
  };
}

const nothing = async (): Promise<void> => undefined;
const NO_COMMANDS: ScoreboardParts["commands"] = {
  acknowledge: nothing,
  snooze: nothing,
  checkIn: nothing,
  override: nothing,
  withdrawOverride: nothing,
  concludeReview: nothing,
  decideSuggestion: nothing,
};
