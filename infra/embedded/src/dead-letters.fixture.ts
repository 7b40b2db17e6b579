import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

/** What tests of dead letters do again and again. */
export interface DeadLettersUnderTest {
  /** A month that no other test speaks of. */
  readonly nextPeriod: () => string;
  /** Puts an event into the log that nobody judged, and resolves with the id of its dead letter. */
  readonly bury: (event: Record<string, unknown>, topic?: Topic) => Promise<string>;
  readonly show: (id: string) => Promise<Record<string, unknown>>;
  readonly replay: (
    id: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly lettersInAll: () => Promise<number>;
  /** The values of a month of `revenue`, and how many rows of the history say them. */
  readonly valuesOf: (period: string) => Promise<readonly unknown[]>;
}

/** What a month shows whose value was taken once. */
export const visibleOnce = (value: string): unknown => [{ value, readings: 1 }];

/** Dead letters of a deployment; it is asked for when it is needed. */
export function deadLettersOf(under: () => DeploymentUnderTest): DeadLettersUnderTest {
  let periods = 0;
  return {
    nextPeriod: () => {
      periods += 1;
      return `${2000 + Math.floor(periods / 12)}-${String((periods % 12) + 1).padStart(2, "0")}`;
    },
    bury: async (event, topic = "observations") => {
      const record = { topic, key: "revenue/", event: event as unknown as MilepostEvent };
      const [placed] = await under().embedded.log.append([record]);
      await under().caughtUp();
      return `${topic}-${placed?.partition}-${placed?.offset}`;
    },
    show: async (id) => (await under().call(`GET /v1/dead-letters/${id}`)).body,
    replay: (id, body, headers) => under().call(`POST /v1/dead-letters/${id}/replays`, body, headers),
    lettersInAll: async () => Number((await under().call("GET /v1/dead-letters")).body["total"]),
    valuesOf: async (period) => {
      const where = `kpi = 'revenue' AND period_label = '${period}'`;
      const readings = `SELECT count() FROM observations_history WHERE ${where}`;
      const sql = `SELECT toString(value) AS value, (${readings}) AS readings FROM observations WHERE ${where}`;
      return under().embedded.store.query({ name: "values", sql, params: {} });
    },
  };
}
