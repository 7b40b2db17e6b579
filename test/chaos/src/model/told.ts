import { loggedAlerts } from "./alerted.ts";
import type { Logged } from "./logged.ts";

/** A request that a receiver of messages got, when by the clock of the test. */
export interface Arrival {
  readonly message: string;
  readonly at: number;
}

/** What a receiver got, and when processes were ended meanwhile. */
export interface Receipts {
  readonly arrivals: readonly Arrival[];
  readonly ends: readonly number[];
}

/**
 * What is wrong with deliveries: each standing alert that was told on its page is in one message, each message was taken and that
 * is recorded once; what arrived again is the same message, after a process died that had not recorded the answer.
 */
export function toldProblem(topic: readonly Logged[], { arrivals, ends }: Receipts): string | undefined {
  const composed = topic.flatMap(({ event }) =>
    event?.type === "milepost.message.composed.v1" ? [event.data as unknown as Composed] : [],
  );
  const items = composed.flatMap(({ groups }) => groups.flatMap((group) => group.items));
  const tellings = items.map(({ telling }) => telling);
  const twice = tellings.find((telling, index) => tellings.indexOf(telling) !== index);
  if (twice !== undefined) return `${twice} is in two messages`;
  const due = loggedAlerts(topic).filter((one) => one.digests.length > 0 && one.clearedPeriod === null);
  const untold = due.find(({ alert }) => !items.some((item) => item.alert === alert));
  if (untold !== undefined) return `${untold.alert} is in no message`;
  const unknown = arrivals.find(({ message }) => !composed.some((one) => one.message === message));
  if (unknown !== undefined) return `${unknown.message} arrived and was never composed`;
  for (const { message } of composed) {
    const found = messageProblem(message, topic) ?? repeatProblem(message, { arrivals, ends });
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Composed {
  readonly message: string;
  readonly groups: readonly {
    readonly items: readonly { readonly telling: string; readonly alert: string | null }[];
  }[];
}

function messageProblem(message: string, topic: readonly Logged[]): string | undefined {
  const outcomes = topic.flatMap(({ event }) =>
    event?.type === "milepost.message.attempted.v1" && event.data["message"] === message
      ? [String(event.data["outcome"])]
      : [],
  );
  return outcomes.join() === "delivered" ? undefined : `${message} ended as ${outcomes.join() || "nothing"}`;
}

function repeatProblem(message: string, { arrivals, ends }: Receipts): string | undefined {
  const times = arrivals.filter((one) => one.message === message).map(({ at }) => at);
  if (times.length === 0) return `${message} never arrived`;
  const again = times
    .slice(1)
    .findIndex((at, index) => !ends.some((end) => end > (times[index] ?? 0) && end < at));
  return again === -1 ? undefined : `${message} arrived again though no process had died meanwhile`;
}
