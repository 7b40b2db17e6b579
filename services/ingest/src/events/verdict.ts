import type { FieldProblem } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";

/** Who is behind an event, where the event does not say. */
export const DEFAULT_ACTOR = "api";

/** An event ready for the log, or everything that is wrong with it. */
export type Verdict =
  | { readonly ok: true; readonly record: NewRecord }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };
