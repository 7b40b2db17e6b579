import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { ApiDescription } from "./collect-open-api.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { ListenerSettings } from "./service-settings.ts";
import type { Telemetry } from "./telemetry.ts";

/** Who a process is: stands in each line of its log, in its traces, and in what it tells the servers it talks to. */
export interface Identity {
  readonly service: string;
  readonly version: string;
  /** Another one for each process that was ever started. */
  readonly instance: string;
}

/** What a service gets from the process that it runs in. */
export interface ServiceRuntime {
  readonly identity: Identity;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  /** Takes over whatever the service opens; closed in reverse order when the process stops, or opens everything again. */
  readonly lifecycle: Lifecycle;
  /** Aborted when the process was asked to stop. */
  readonly stopping: AbortSignal;
}

/** A service that is open. */
export interface OpenService {
  /** Registers its routes. */
  readonly register: (app: FastifyInstance) => Promise<void>;
  /** Resolves with the reason when everything must be closed and opened again; most never do. */
  readonly over: Promise<string>;
}

/** A service as a process of its own. */
export interface Service<Settings extends ListenerSettings> {
  readonly name: string;
  readonly schema: z.ZodType<Settings>;
  /** The settings as anyone may see them. */
  readonly shown: (settings: Settings) => Readonly<Record<string, unknown>>;
  readonly api: ApiDescription;
  /** An error that is retryable is tried again, from the beginning; any other ends the process. */
  readonly open: (settings: Settings, runtime: ServiceRuntime) => Promise<OpenService>;
}
