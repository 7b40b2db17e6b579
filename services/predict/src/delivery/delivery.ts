import type { FastifyPluginAsync } from "fastify";
import type { Deployment } from "../deployment.ts";
import { listChannels, registerChannelRoutes } from "./channel-routes.ts";
import type { ListedChannel } from "./channel-routes.ts";
import type { DeliveryParts } from "./delivery-parts.ts";
import { dueTimes } from "./due-times.ts";
import { createTellingTrouble } from "./telling-trouble.ts";
import { tellPerson, viewOf } from "./tell-person.ts";
import { testChannel } from "./test-channel.ts";
import type { ChannelTested } from "./test-channel.ts";

/** Tries of a job that the log or the queue kept from its end; what a receiver says is no failure of the job. */
const ATTEMPTS = 6;
/** News come in batches: what they bring about is looked at together, in milliseconds. */
const GATHER_MS = 100;
/** Longest sleep of the timer, in milliseconds: a machine that slept must not sleep on. */
const LONGEST_SLEEP_MS = 60_000;
const REOPEN_PAUSE_MS = 5_000;

/** Tells people through the plan's channels what the log says they must be told. */
export interface Delivery {
  /** `GET /channels`, `POST /channels/{channel}/test`. */
  readonly routes: FastifyPluginAsync;
  /** The channels as they stand. */
  channels(): Promise<readonly ListedChannel[]>;
  /** Sends a message that says it is a test. */
  test(channel: string): Promise<ChannelTested>;
  close(): Promise<void>;
}

/** Works on deliveries from now on: what is due follows from the log alone, whoever composed or tried it before. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { jobs, logger, settings } = parts;
  const queue = jobs.register({
    name: "tell-person",
    keyOf: ({ person }: { readonly person: string }) => person,
    attempts: ATTEMPTS,
    run: ({ person }, signal) => tellPerson(person, parts, signal),
  });
  const asked = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const trouble = createTellingTrouble(logger, () => closed);
  let unfollow: (() => void) | undefined;

  const look = (deployment: Deployment): void => {
    const now = settings.worldClock.now();
    let next = LONGEST_SLEEP_MS;
    const due = dueTimes(viewOf(deployment), now);
    trouble.keepOnly(due);
    for (const [person, at] of due) {
      const waitMs = Math.max(at - now, (asked.get(person) ?? 0) - performance.now());
      if (waitMs > 0) next = Math.min(next, waitMs);
      else ask(deployment, person);
    }
    wake(deployment, next);
  };
  const ask = (deployment: Deployment, person: string): void => {
    asked.set(person, Number.POSITIVE_INFINITY);
    const told = queue.add({ person }).then(({ result }) => result);
    void trouble.pauseAfter(person, told).then((pauseMs) => {
      asked.set(person, performance.now() + pauseMs);
      wake(deployment, GATHER_MS);
    });
  };
  const wake = (deployment: Deployment, afterMs: number): void => {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => look(deployment), Math.min(afterMs, LONGEST_SLEEP_MS));
    timer.unref();
  };
  const begin = (): void => {
    parts.open().then(
      (deployment) => {
        if (closed) return;
        unfollow = deployment.onNews(() => wake(deployment, GATHER_MS));
        wake(deployment, 0);
      },
      (error: unknown) => {
        if (closed) return;
        logger.warn({ err: error }, "deliveries cannot begin yet");
        timer = setTimeout(begin, REOPEN_PAUSE_MS);
        timer.unref();
      },
    );
  };
  begin();
  return {
    routes: async (app) => registerChannelRoutes(app, parts),
    channels: () => listChannels(parts),
    test: (channel) => testChannel(channel, { to: undefined, actor: undefined }, parts),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      unfollow?.();
      await queue.close();
    },
  };
}
