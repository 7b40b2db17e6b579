import type { LastKnown } from "./last-values.ts";

/** What a reading is held against. */
export interface LastSaid {
  /** Id of the newest event in which the source speaks of the value; undefined: it never did. */
  readonly id: string | undefined;
  /** The greatest time that another value has to come behind to count, epoch milliseconds; 0: any will do. */
  readonly time: number;
  /** null: it was taken back; undefined: the source has yet to say it. */
  readonly value: string | null | undefined;
  readonly isComplete: boolean;
  /** Whether what it says now is the period's first value, which could be known since its publication. */
  readonly isFirst: boolean;
}

const NOTHING: LastSaid = { id: undefined, time: 0, value: undefined, isComplete: false, isFirst: true };

/**
 * What a source said last, so far as it need not say it again. The series' own source has said what counts by it: what was
 * kept apart while another source was named, and what another one said since, it has yet to say. Any other source is kept
 * apart whatever it says, so it only does not repeat itself.
 */
export function lastSaid(
  known: LastKnown | undefined,
  { source, isSeriesSource }: { readonly source: string; readonly isSeriesSource: boolean },
): LastSaid {
  if (known === undefined) return NOTHING;
  const { id, said, hasChanged, counting } = known;
  const rival = isSeriesSource ? counting : said;
  const own = isSeriesSource && counting?.source !== source ? undefined : rival;
  return {
    id,
    time: rival?.time ?? 0,
    value: own?.value,
    isComplete: own?.isComplete ?? false,
    isFirst: rival === undefined && !hasChanged,
  };
}

/** The value of a source that counts now; undefined: none does. */
export function standingValue(known: LastKnown | undefined, source: string): string | undefined {
  const counting = known?.counting;
  return counting?.source === source ? (counting.value ?? undefined) : undefined;
}
