import { setTimeout as delay } from "node:timers/promises";
import { observationEvent } from "@milepost/testkit";
import type { Services } from "./services.fixture.ts";

const BATCH_EVENTS = 25;
const BATCH_PAUSE_MS = 25;
const RETRY_PAUSE_MS = 100;

/** Events that are posted one batch after the other until it is stopped. */
export interface EventLoad {
  /** What answers there were besides the accepted ones, by status and code; `none` where there was no answer. */
  readonly refusals: () => ReadonlyMap<string, number>;
  readonly posted: () => number;
  /** Ends after the batch under way is accepted; resolves with the value of each day. */
  stop(): Promise<ReadonlyMap<string, string>>;
}

/** Posts a value for each of the days through the front door; what is refused is sent again, the very same, until it is taken. */
export function postForAsLongAsItTakes(
  { post }: Pick<Services, "post">,
  kpi: string,
  days: readonly string[],
): EventLoad {
  const refusals = new Map<string, number>();
  const accepted = new Map<string, string>();
  let stopping = false;

  const attempt = async (events: readonly unknown[]): Promise<string | undefined> => {
    try {
      const answer = await post("/v1/events", events);
      const body = (await answer.json()) as { readonly code?: string; readonly accepted?: number };
      if (answer.status === 202 && body.accepted === events.length) return undefined;
      return `${answer.status} ${body.code ?? JSON.stringify(body)}`;
    } catch {
      return "none";
    }
  };
  const run = async (): Promise<void> => {
    for (let next = 0; !stopping && next < days.length; next += BATCH_EVENTS) {
      const batch = days.slice(next, next + BATCH_EVENTS);
      const events = batch.map((period, index) =>
        observationEvent({
          event: { id: `${kpi} ${period}`, time: "2014-09-30T00:00:00Z" },
          data: { kpi, period, value: String(next + index) },
        }),
      );
      for (let refusal = await attempt(events); refusal !== undefined; refusal = await attempt(events)) {
        refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
        await delay(RETRY_PAUSE_MS);
      }
      for (const [index, period] of batch.entries()) accepted.set(period, String(next + index));
      await delay(BATCH_PAUSE_MS);
    }
    if (!stopping) throw new Error("the load ran out of days");
  };
  const running = run();
  running.catch(() => undefined);
  return {
    refusals: () => refusals,
    posted: () => accepted.size,
    stop: async () => {
      stopping = true;
      await running;
      return accepted;
    },
  };
}
