import type {
  AlertRaisedData,
  ChannelPausedData,
  EventOfType,
  MessageAttemptedData,
  MessageComposedData,
  MilepostEvent,
} from "@milepost/contracts";

/** A message with what became of it. */
export interface KnownMessage {
  readonly composed: MessageComposedData;
  readonly attempts: readonly MessageAttemptedData[];
}

/** What the log says of who was told what. */
export interface DeliveryState {
  take(event: MilepostEvent): void;
  /** Live alerts as they were raised; what became of them is in the ledger. */
  alerts(): Iterable<AlertRaisedData>;
  alert(id: string): AlertRaisedData | undefined;
  /** Whether something is in a message already, to whomever. */
  isTold(telling: string): boolean;
  /** Messages that nobody took yet, in the order in which they were composed. */
  pending(): Iterable<KnownMessage>;
  message(id: string): KnownMessage | undefined;
  /** Messages of a person that count for a week. */
  messagesIn(person: string, week: string): number;
  /** Pauses that no test has ended; whether the channel is still the same, the plan says. */
  pauses(): readonly ChannelPausedData[];
}

const DELIVERY_EVENTS = [
  "milepost.alert.raised.v1",
  "milepost.message.composed.v1",
  "milepost.message.attempted.v1",
  "milepost.channel.paused.v1",
  "milepost.channel.resumed.v1",
] as const;
type DeliveryEvent = EventOfType<(typeof DELIVERY_EVENTS)[number]>;

function isDeliveryEvent(event: MilepostEvent): event is DeliveryEvent {
  return DELIVERY_EVENTS.some((type) => type === event.type);
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createDeliveryState(): DeliveryState {
  const alerts = new Map<string, AlertRaisedData>();
  const told = new Set<string>();
  const messages = new Map<string, KnownMessage>();
  /** Messages that repeat an earlier one in part: not sent, what else is in them is composed anew, unless one was sent all the same. */
  const repeated = new Map<string, MessageComposedData>();
  const pending = new Set<string>();
  const weeks = new Map<string, number>();
  const pauses = new Map<string, ChannelPausedData>();
  const seen = new Set<string>();

  const compose = (composed: MessageComposedData): void => {
    // Where an owner was taken for dead, both may have composed the same, or one of them more than the other.
    if (messages.has(composed.message)) return;
    const tellings = tellingsOf(composed);
    if (tellings.some((telling) => told.has(telling))) repeated.set(composed.message, composed);
    else accept(composed);
  };
  const accept = (composed: MessageComposedData): void => {
    messages.set(composed.message, { composed, attempts: [] });
    pending.add(composed.message);
    const week = `${composed.person} ${composed.week}`;
    weeks.set(week, (weeks.get(week) ?? 0) + 1);
    for (const telling of tellingsOf(composed)) told.add(telling);
  };
  const attempt = (id: string, data: MessageAttemptedData): void => {
    const again = repeated.get(data.message);
    if (again !== undefined && !messages.has(data.message)) accept(again);
    const known = messages.get(data.message);
    if (known === undefined || seen.has(id)) return;
    seen.add(id);
    messages.set(data.message, { ...known, attempts: [...known.attempts, data] });
    if (data.outcome === "delivered") pending.delete(data.message);
  };
  return {
    take: (event) => {
      if (!isDeliveryEvent(event)) return;
      switch (event.type) {
        case "milepost.alert.raised.v1":
          if (!event.data.backtest && !alerts.has(event.data.alert)) {
            alerts.set(event.data.alert, event.data);
          }
          return;
        case "milepost.message.composed.v1":
          return compose(event.data);
        case "milepost.message.attempted.v1":
          return attempt(event.id, event.data);
        case "milepost.channel.paused.v1":
          pauses.set(pauseKey(event.data), event.data);
          return;
        case "milepost.channel.resumed.v1":
          pauses.delete(pauseKey(event.data));
          return;
      }
    },
    alerts: () => alerts.values(),
    alert: (id) => alerts.get(id),
    isTold: (telling) => told.has(telling),
    pending: () => [...pending].flatMap((id) => messages.get(id) ?? []),
    message: (id) => messages.get(id),
    messagesIn: (person, week) => weeks.get(`${person} ${week}`) ?? 0,
    pauses: () => [...pauses.values()],
  };
}

function tellingsOf({ groups }: MessageComposedData): readonly string[] {
  return groups.flatMap(({ items }) => items.map(({ telling }) => telling));
}

function pauseKey({ channel, person }: Pick<ChannelPausedData, "channel" | "person">): string {
  return person === null ? channel : `${channel}/${person}`;
}
