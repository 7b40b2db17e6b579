import type { Deployment } from "../deployment.ts";
import type { Kill } from "../processes.ts";

/** A process that is to die. */
export interface Victim {
  isAlive(): boolean;
  /** Resolves once it killed itself; rejects when it ended in any other way. */
  readonly died: Promise<void>;
}

/** A whole Milepost: the services as processes of their own, or `npm start`. */
export interface Host extends Pick<Deployment, "log" | "ask" | "reopenLog"> {
  readonly name: string;
  /** Folder of the data that is not on servers: connectors read from its `inbox`. */
  readonly dataDir: string;
  /** Where events, plans and runs are posted; the same after a restart. */
  readonly eventsUrl: string;
  /** Where rebuilds are asked for. */
  readonly rebuildsUrl: string;
  /** Where assessments are asked for. */
  readonly assessmentsUrl: string;
  /** Starts what is not running; the process of the kill's area is started anew, to die there. */
  startDying(kill: Kill): Promise<Victim>;
  /** Starts what is not running, and anew what was to die; resolves once everything is ready. */
  start(): Promise<void>;
  /** Starts what died; what is still to die goes on. */
  revive(): Promise<void>;
  close(): Promise<void>;
}
