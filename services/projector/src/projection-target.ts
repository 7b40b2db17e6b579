import type { Store } from "@milepost/store";
import type { OnStep } from "./steps.ts";
import type { OnInserted } from "./trace-inserts.ts";

/** The tables that records are projected into. */
export interface ProjectionTarget {
  readonly store: Store;
  /** Database of the base tables. */
  readonly base: string;
  /** Their build: they take rows of no other. */
  readonly build: number;
  readonly onStep?: OnStep | undefined;
  readonly onInserted?: OnInserted | undefined;
}
