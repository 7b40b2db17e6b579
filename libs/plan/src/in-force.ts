import type { DefinitionKind, MilepostEvent } from "@milepost/contracts";
import { localDate } from "@milepost/contracts";

/** When definitions are asked for. */
export interface ForceMoment {
  /** The local date that they hold on. */
  readonly date: string;
  /** Of the deployment: archiving is dated in it. */
  readonly timeZone: string;
  /** Epoch milliseconds: what states no date and was recorded later does not hold yet. Absent: the date alone decides. */
  readonly instant?: number | undefined;
}

/** What a definition says of itself, whatever its kind. */
interface Said {
  readonly id: string;
  readonly effectiveFrom: string;
  readonly definition: { readonly effectiveFrom?: string; readonly renamedFrom?: string };
}

/**
 * The definition events that hold at a moment: those in force by then, and every object's first one. A new name is
 * no beginning: until its definition holds, the object goes by the old one, so it is there once at every moment.
 */
export function inForce(events: readonly MilepostEvent[], moment: ForceMoment): readonly MilepostEvent[] {
  const seen = new Set<string>();
  const live = new Set<string>();
  /** Old name → whether the definition under the new one holds. */
  const successors = new Map<string, boolean>();
  return events.filter((event) => {
    if (event.type === "milepost.definition.archived.v1") {
      const name = nameOf(event.data.kind, event.data.id);
      live.delete(name);
      return successors.get(name) ?? isArchived(event, moment);
    }
    const said = event.data as Said;
    const kind = event.type.split(".")[1] as DefinitionKind;
    const name = nameOf(kind, said.id);
    const old = said.definition.renamedFrom && nameOf(kind, said.definition.renamedFrom);
    const begins = !seen.has(name) && (old === undefined || !seen.has(old));
    const holds = begins || isDefined(event, said, moment);
    if (old !== undefined && live.has(old)) successors.set(old, holds);
    successors.delete(name);
    seen.add(name);
    live.add(name);
    return holds;
  });
}

/** The events that had been recorded at an instant, epoch milliseconds. */
export function recordedBy(events: readonly MilepostEvent[], instant: number): readonly MilepostEvent[] {
  return events.filter((event) => recordedAt(event) <= instant);
}

function nameOf(kind: DefinitionKind, id: string): string {
  return `${kind}/${id}`;
}

function isDefined(event: MilepostEvent, said: Said, { date, instant }: ForceMoment): boolean {
  if (said.effectiveFrom > date) return false;
  return instant === undefined || said.definition.effectiveFrom !== undefined || recordedAt(event) <= instant;
}

function isArchived(event: MilepostEvent, { date, timeZone, instant }: ForceMoment): boolean {
  const at = recordedAt(event);
  return localDate(at, timeZone) <= date && (instant === undefined || at <= instant);
}

function recordedAt(event: MilepostEvent): number {
  return Date.parse(event.recordedtime ?? event.time);
}
