/** One observation event of a test, as it would stand in the log. */
export interface ModelEvent {
  readonly kpi: string;
  readonly offset: number;
  readonly source: string;
  readonly id: string;
  readonly planSource: string;
  readonly period: string;
  readonly kind: "actual" | "planned";
  /** Null: a retraction. */
  readonly value: number | null;
  readonly time: number;
  readonly knownAt: number;
  readonly recordedAt: number;
}

/** Which events count, in ten lines: what the views must agree with. */
export function modelOf(events: readonly ModelEvent[]): {
  readonly accepted: readonly ModelEvent[];
  readonly conflicts: readonly ModelEvent[];
} {
  const inOrder = events.toSorted((left, right) => left.offset - right.offset);
  const sourceOf = new Map<string, string>();
  const payloadOf = new Map<string, string>();
  const accepted: ModelEvent[] = [];
  const conflicts = new Map<string, ModelEvent>();
  for (const event of inOrder) {
    if (event.planSource === "" || event.planSource === event.source) {
      if (!sourceOf.has(event.kpi)) sourceOf.set(event.kpi, event.source);
    }
    const payload = JSON.stringify([event.period, event.kind, event.value, event.time, event.knownAt]);
    const id = JSON.stringify([event.kpi, event.source, event.id]);
    const isOfSource = event.source === (event.planSource || sourceOf.get(event.kpi));
    if (isOfSource && !payloadOf.has(id)) {
      payloadOf.set(id, payload);
      accepted.push(event);
    } else if (!isOfSource || payloadOf.get(id) !== payload) {
      const key = `${id} ${payload} ${isOfSource}`;
      if (!conflicts.has(key)) conflicts.set(key, event);
    }
  }
  return { accepted, conflicts: [...conflicts.values()] };
}

/** The event that counts for each period: the greatest (time, offset). */
export function currentOf(accepted: readonly ModelEvent[]): ReadonlyMap<string, ModelEvent> {
  const current = new Map<string, ModelEvent>();
  for (const event of accepted) {
    const key = `${event.kpi} ${event.kind} ${event.period}`;
    const before = current.get(key);
    const isNewer =
      before === undefined ||
      event.time > before.time ||
      (event.time === before.time && event.offset > before.offset);
    if (isNewer) current.set(key, event);
  }
  return current;
}
