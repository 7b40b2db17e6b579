import type { EventLog } from "@milepost/event-log";
import type { Clock, Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import type { Plans } from "../plans.ts";
import type { OnStep } from "../steps.ts";

/** What a rebuild works with. */
export interface RebuildParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly logger: Logger;
  /** The machine's own: a demo's clock stands still. */
  readonly clock: Clock;
  readonly plans: Plans;
  /** Name of the ClickHouse cluster; absent: one server. */
  readonly cluster: string | undefined;
  readonly onStep: OnStep | undefined;
}
