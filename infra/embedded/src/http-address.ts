import {
  answersOf,
  createMetrics,
  createReadiness,
  createWaitingApp,
  listenSwappable,
  systemClock,
} from "@milepost/runtime";
import type { ListenOptions, Logger, SwappableServer } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";

/** The part that readiness names. */
const PART = "start";

/** Where API and pages are reached: it stays while what answers there is closed and opened again. */
export interface HttpAddress {
  /** From now on an app answers; the first one opens the port. Resolves with the address, such as `http://127.0.0.1:8080`. */
  serve(app: FastifyInstance): Promise<string>;
  /** From now on requests are told to come again, and why; resolves once those under way are answered, or the time is over. */
  turnAway(reason: string, limitMs: number): Promise<void>;
  close(): void;
}

interface AddressOptions extends ListenOptions {
  readonly logger: Logger;
}

/** An address at which nothing listens yet. */
export async function createHttpAddress({ logger, ...options }: AddressOptions): Promise<HttpAddress> {
  const readiness = createReadiness(systemClock);
  const waiting = await createWaitingApp({ name: "Milepost", metrics: createMetrics(), readiness, logger });
  let server: SwappableServer | undefined;
  return {
    serve: async (app) => {
      server ??= await listenSwappable(options);
      server.use(answersOf(app));
      readiness.release(PART);
      return server.url;
    },
    turnAway: async (reason, limitMs) => {
      readiness.hold(PART, reason);
      server?.use(answersOf(waiting));
      await server?.quiet(limitMs);
    },
    close: () => server?.close(),
  };
}
