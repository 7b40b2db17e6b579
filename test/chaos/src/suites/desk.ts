import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import type { Arrival, Receipts } from "../model/told.ts";

/** Where people are told: a real receiver that counts, what plans say of it, and the settings of who sends. */
export interface Desk extends Receipts {
  readonly env: Readonly<Record<string, string>>;
  readonly plan: Readonly<Record<string, unknown>>;
  /** To be called when a process may have died since the last time. */
  noteEnd(): void;
  close(): Promise<void>;
}

const SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Starts a receiver that takes everything. */
export async function openDesk(): Promise<Desk> {
  const arrivals: Arrival[] = [];
  const ends: number[] = [];
  const receiver = await startHttpReceiver(({ headers }) => {
    arrivals.push({ message: String(headers["webhook-id"]), at: performance.now() });
    return { status: 200 };
  });
  return {
    arrivals,
    ends,
    env: {
      MILEPOST_SECRET_DESK: receiver.url,
      MILEPOST_SECRET_SIGNING: SIGNING,
      MILEPOST_WEBHOOKS_INSIDE: "1",
    },
    plan: {
      channels: { desk: { kind: "webhook", url: "env:DESK", signing: "env:SIGNING" } },
      // Nobody's budget keeps anything back.
      recipients: { default: { channels: ["desk"], perWeek: 100 } },
    },
    noteEnd: () => void ends.push(performance.now()),
    close: () => receiver.close(),
  };
}
