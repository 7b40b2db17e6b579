import type { Logged } from "./logged.ts";

/** An observation event as the model knows it; decimals and instants are text as tables show them. */
export interface Observed {
  readonly kpi: string;
  /** Sorted dimension=member list; empty is the total. */
  readonly series: string;
  readonly period: string;
  readonly kind: string;
  readonly source: string;
  readonly id: string;
  readonly type: "recorded" | "retracted";
  readonly value: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: string | null;
  readonly completeness: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly knownAt: number;
  readonly statedKnownAt: number | null;
  readonly recordedAt: number;
  readonly planSource: string;
  readonly actor: string;
  readonly runId: string | null;
  readonly partition: number;
  readonly offset: number;
}

/** What becomes of events: readings that were accepted, and those that are kept apart. */
export interface Judged {
  readonly accepted: readonly Observed[];
  readonly conflicts: readonly Conflict[];
}

export interface Conflict {
  readonly event: Observed;
  readonly reason: "other_payload" | "other_source";
  readonly seriesSource: string;
  /** Offset of the event that holds the id. */
  readonly acceptedOffset: number | null;
}

const TYPES = {
  "milepost.observation.recorded.v1": "recorded",
  "milepost.observation.retracted.v1": "retracted",
} as const;
const MONTH = /^\d{4}-\d\d$/;

/** The observation that a record holds; undefined where it holds none that can be read. */
export function observedOf({ topic, partition, offset, event }: Logged): Observed | undefined {
  if (topic !== "observations" || event === undefined) return undefined;
  const type = TYPES[event.type as keyof typeof TYPES];
  const data = event.data as Record<string, string | undefined>;
  if (type === undefined || !MONTH.test(data["period"] ?? "")) return undefined;
  const members = Object.entries((event.data["series"] ?? {}) as Record<string, string>);
  const judged = event.data["judged"] as { readonly seriesSource: string } | undefined;
  const stated = data["knownAt"] === undefined ? null : Date.parse(data["knownAt"]);
  const recordedAt = Date.parse(event.recordedtime);
  return {
    kpi: data["kpi"] ?? "",
    series: members
      .map(([name, member]) => `${name}=${member}`)
      .toSorted()
      .join(","),
    period: data["period"] ?? "",
    kind: data["kind"] ?? "",
    source: event.source,
    id: event.id,
    type,
    value: data["value"] ?? null,
    numerator: data["numerator"] ?? null,
    denominator: data["denominator"] ?? null,
    unit: data["unit"] ?? null,
    completeness: data["completeness"] ?? "unknown",
    time: Date.parse(event.time),
    knownAt: stated ?? recordedAt,
    statedKnownAt: stated,
    recordedAt,
    planSource: judged?.seriesSource ?? "",
    actor: event.actor,
    runId: event.runid ?? null,
    partition,
    offset,
  };
}

/** Judges events by DESIGN.md §3: the first offset of an id counts, the same again is a duplicate, anything else is kept apart. */
export function judge(events: readonly Observed[]): Judged {
  const accepted: Observed[] = [];
  const conflicts: Conflict[] = [];
  for (const series of Map.groupBy(events, ({ kpi, series: name }) => `${kpi}/${name}`).values()) {
    const inOrder = series.toSorted((left, right) => left.offset - right.offset);
    // Without a source in the plan it is that of the first event that the plan does not refuse.
    const first = inOrder.find(({ source, planSource }) => planSource === "" || planSource === source);
    judgeSeries(inOrder, first?.source ?? "", { accepted, conflicts });
  }
  return { accepted, conflicts };
}

function judgeSeries(
  inOrder: readonly Observed[],
  firstSource: string,
  { accepted, conflicts }: { readonly accepted: Observed[]; readonly conflicts: Conflict[] },
): void {
  const holders = new Map<string, Observed>();
  const seen = new Set<string>();
  for (const event of inOrder) {
    const seriesSource = event.planSource === "" ? firstSource : event.planSource;
    const name = `${event.source} ${event.id}`;
    const isOfSource = event.source === seriesSource;
    const holder = isOfSource ? holders.get(name) : undefined;
    if (isOfSource && holder === undefined) {
      holders.set(name, event);
      accepted.push(event);
      continue;
    }
    if (holder !== undefined && payload(holder) === payload(event)) continue;
    const reason = isOfSource ? "other_payload" : "other_source";
    const same = `${name} ${payload(event)} ${reason}`;
    if (seen.has(same)) continue;
    seen.add(same);
    conflicts.push({ event, reason, seriesSource, acceptedOffset: holder?.offset ?? null });
  }
}

function payload(event: Observed): string {
  const { type, period, kind, time, value, numerator, denominator, unit, completeness, statedKnownAt } =
    event;
  return JSON.stringify([
    type,
    period,
    kind,
    time,
    value,
    numerator,
    denominator,
    unit,
    completeness,
    statedKnownAt,
  ]);
}

/** The readings of each period, the one that counts last: it has the greatest (time, offset). */
export function readings(accepted: readonly Observed[]): readonly (readonly Observed[])[] {
  const periods = Map.groupBy(accepted, ({ kpi, series, kind, period }) =>
    [kpi, series, kind, period].join("|"),
  );
  return [...periods.values()].map((some) =>
    some.toSorted((left, right) => left.time - right.time || left.offset - right.offset),
  );
}

/** A value that changed after its period was over. */
export interface Restatement {
  readonly before: Observed;
  readonly after: Observed;
}

/** Follows each period's value as it was shown, reading by reading. */
export function restatements(accepted: readonly Observed[]): readonly Restatement[] {
  return readings(accepted).flatMap((period) => {
    const found: Restatement[] = [];
    let shown: Observed | undefined;
    for (const event of period.toSorted((left, right) => left.offset - right.offset)) {
      if (shown !== undefined && event.time < shown.time) continue;
      if (shown !== undefined && event.value !== shown.value && event.knownAt > periodEnds(event.period)) {
        found.push({ before: shown, after: event });
      }
      shown = event;
    }
    return found;
  });
}

/** When a month is over, in epoch milliseconds; periods of the suites are months in UTC. */
export function periodEnds(label: string): number {
  return Date.UTC(Number(label.slice(0, 4)), Number(label.slice(5)), 1);
}
