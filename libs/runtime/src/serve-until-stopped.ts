import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { collectOpenApi, registerOpenApi } from "./collect-open-api.ts";
import { MilepostError } from "./errors.ts";
import { createHttpEdge } from "./http-edge.ts";
import { createLifecycle } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { registerOperations } from "./operations.ts";
import { registerTracing } from "./register-tracing.ts";
import type { Readiness } from "./readiness.ts";
import type { OpenService, Service, ServiceRuntime } from "./service.ts";
import type { ListenerSettings } from "./service-settings.ts";
import { listenSwappable } from "./swappable-server.ts";
import type { SwappableServer } from "./swappable-server.ts";
import { answersOf, createWaitingApp } from "./waiting-app.ts";

/**
 * Asked to stop, a process ends within this time; whatever hangs longer is named and cut off. Half of it is for the
 * requests under way, before the work behind them is stopped.
 */
export const DRAIN_LIMIT_MS: number = 20_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The part that readiness names while everything is opened or closed. */
const PART = "start";
const STOPPING = "it was asked to stop";

type Process = Omit<ServiceRuntime, "lifecycle">;

interface Served<Settings extends ListenerSettings> {
  readonly service: Service<Settings>;
  readonly settings: Settings;
  readonly drainLimitMs: number;
}

/** Opens a service, serves it, and opens it again when its ground moved or a dependency was away; resolves with the exit code. */
export async function serveUntilStopped<Settings extends ListenerSettings>(
  served: Served<Settings>,
  runtime: Process,
): Promise<number> {
  const { logger, readiness, stopping } = runtime;
  const { host, port } = served.settings;
  readiness.hold(PART, "it is starting");
  const server = await listenSwappable({ host, port });
  logger.info({ url: server.url }, "listening");
  const waiting = await createWaitingApp({ ...runtime, name: runtime.identity.service });
  const turn = async (): Promise<Turn> => {
    const lifecycle = createLifecycle(logger);
    // From the moment of being asked to stop on, new requests are told so; those under way are finished.
    const turnAway = (): void => server.use(answersOf(waiting));
    stopping.addEventListener("abort", turnAway);
    try {
      return await serveOnce(served, { ...runtime, lifecycle }, server);
    } catch (error) {
      if (!(error instanceof MilepostError) || !error.retryable) throw error;
      return { failed: true, reason: error.message };
    } finally {
      turnAway();
      stopping.removeEventListener("abort", turnAway);
      await drain({ server, lifecycle, logger, limitMs: served.drainLimitMs });
    }
  };
  server.use(answersOf(waiting));
  for (let failures = 0; !stopping.aborted;) {
    const { failed, reason } = await turn();
    if (stopping.aborted) break;
    failures = failed ? failures + 1 : 0;
    await pauseBefore(failures, reason, runtime);
  }
  server.close();
  return 0;
}

/** Says why there is another try, and waits the longer the more failed. */
async function pauseBefore(failures: number, reason: string, runtime: Process): Promise<void> {
  const { logger, readiness, stopping } = runtime;
  readiness.hold(PART, reason);
  if (failures === 0) {
    logger.info({ reason }, "everything was closed and is opened again");
    return;
  }
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  logger.warn({ reason, failures, pauseMs }, "cannot start yet; trying again");
  await delay(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
}

interface Turn {
  readonly failed: boolean;
  /** Why it ended. */
  readonly reason: string;
}

/** Resolves when the service is over, or when the process was asked to stop. */
async function serveOnce<Settings extends ListenerSettings>(
  { service, settings }: Served<Settings>,
  runtime: ServiceRuntime,
  server: SwappableServer,
): Promise<Turn> {
  const { logger, readiness, stopping } = runtime;
  const stopped = onceStopped(stopping, readiness);
  const opened = await Promise.race([service.open(settings, runtime), stopped]);
  if (opened === undefined) return { failed: false, reason: STOPPING };
  const app = await serviceApp(service, opened, runtime);
  server.use(answersOf(app));
  readiness.release(PART);
  logger.info({ url: server.url }, "ready");
  const reason = (await Promise.race([opened.over, stopped])) ?? STOPPING;
  readiness.hold(PART, reason);
  return { failed: false, reason };
}

async function serviceApp<Settings extends ListenerSettings>(
  service: Service<Settings>,
  opened: OpenService,
  runtime: ServiceRuntime,
): Promise<FastifyInstance> {
  const app = createHttpEdge({ allowedHosts: [], ...runtime });
  runtime.lifecycle.own("http routes", { close: () => app.close() });
  registerTracing(app, runtime.telemetry);
  await collectOpenApi(app, service.api);
  registerOperations(app, runtime);
  await opened.register(app);
  if (!app.hasRoute({ method: "GET", url: "/openapi.json" })) registerOpenApi(app, () => app.swagger());
  await app.ready();
  return app;
}

interface Drained {
  readonly server: SwappableServer;
  readonly lifecycle: Lifecycle;
  readonly logger: ServiceRuntime["logger"];
  readonly limitMs: number;
}

/** Finishes the requests under way, then closes every part; rejects, and names it, when something hangs. */
async function drain({ server, lifecycle, logger, limitMs }: Drained): Promise<void> {
  const began = performance.now();
  const finished = async (): Promise<boolean> => {
    await server.quiet(limitMs / 2);
    await lifecycle.close();
    return true;
  };
  const timer = new AbortController();
  const late = delay(limitMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([finished(), late]);
  timer.abort();
  if (ended) {
    logger.info({ ms: Math.round(performance.now() - began) }, "closed");
    return;
  }
  const hung = { requests: server.underWay(), parts: lifecycle.open() };
  throw new MilepostError(
    "timeout",
    `Did not close within ${limitMs / 1000} s; cut off: ${hung.parts.join(", ")}`,
    {
      details: hung,
    },
  );
}

async function onceStopped(signal: AbortSignal, readiness: Readiness): Promise<undefined> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  readiness.hold(PART, STOPPING);
}
