import type { FieldProblem } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";

/** Who is behind an event, where the event does not say. */
export const DEFAULT_ACTOR = "api";

/** An event ready for the log, or everything that is wrong with it. */
export type Verdict =
  | {
      readonly ok: true;
      readonly record: NewRecord;
      /** What is appended with it; absent: nothing. */
      readonly besides?: readonly NewRecord[];
      /** What is taken all the same and said to the client; absent: nothing. */
      readonly warnings?: readonly FieldProblem[];
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };
