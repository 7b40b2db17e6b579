import { fastify } from "fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { isOpening, KEPT_FROM_OTHER_SITES, originProblem, registerOriginGuard } from "./origin-guard.ts";
import { rememberRoutes } from "./known-routes.ts";
import type { Logger } from "./logger.ts";
import { problemDetails, problemOf } from "./problem-details.ts";
import type { ProblemDetails } from "./problem-details.ts";
import { HEADERS_TIMEOUT_MS, limitRequests } from "./request-limit.ts";
import type { Telemetry } from "./telemetry.ts";

/** Request bodies over this are refused with 413. */
export const BODY_LIMIT_BYTES: number = 16 * 1024 * 1024;
const CONNECTION_TIMEOUT_MS = 120_000;
/** What a caller is told to wait before a request that may succeed later. */
const RETRY_AFTER_SECONDS = 2;
const MAX_PARAM_CHARACTERS = 300;
const MOST_CAUSES_LOGGED = 5;

export interface HttpEdgeOptions {
  /** Host names (without port) that requests may name besides loopback ones. */
  readonly allowedHosts: readonly string[];
  /** Gets what callers are told to look for in the log. */
  readonly logger: Pick<Logger, "error">;
  /** Knows the trace that a failure belongs to; absent: callers name theirs. */
  readonly telemetry?: Pick<Telemetry, "traceparent">;
}

/** An HTTP server with the edge that all services share: zod schemas, problem details, Host and Origin checks. */
export function createHttpEdge(options: HttpEdgeOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Each request has a bound of its own.
    requestTimeout: 0,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    // An address that cannot even be read reaches no route, and no error handler either.
    frameworkErrors: (error, request, reply) => {
      const foreign = originProblem(request.headers, options.allowedHosts, isOpening(request));
      void reply.headers(KEPT_FROM_OTHER_SITES);
      sendProblem(
        reply,
        foreign === undefined ? problemOf(error) : problemDetails(403, "forbidden", foreign),
      );
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  limitRequests(app);
  const methodsAt = rememberRoutes(app);
  app.addHook("onRequest", async (_request, reply) => void reply.headers(KEPT_FROM_OTHER_SITES));
  registerOriginGuard(app, options.allowedHosts);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === UNEXPECTED) logFailure(error, request, options);
    sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    const allowed = methodsAt(url);
    if (allowed.length === 0)
      return sendProblem(reply, problemDetails(404, "not_found", `There is nothing at ${method} ${url}`));
    const title = `${method} is not for ${url.split("?")[0]}; it takes ${allowed.join(", ")}`;
    void reply.header("allow", allowed.join(", "));
    return sendProblem(reply, problemDetails(405, "method_not_allowed", title));
  });
  return app;
}

const UNEXPECTED = 500;

/** What a person needs to find a failure's cause; neither body nor query, which may hold what no log may. */
function logFailure(error: unknown, request: FastifyRequest, { logger, telemetry }: HttpEdgeOptions): void {
  const { method, routeOptions, headers } = request;
  const trace = telemetry?.traceparent() ?? headers["traceparent"];
  logger.error(
    {
      method,
      route: routeOptions.url ?? "none",
      trace: typeof trace === "string" ? TRACE_ID.exec(trace)?.[1] : undefined,
      stack: stackOf(error),
    },
    "a request failed unexpectedly",
  );
}

const TRACE_ID = /^[\da-f]{2}-([\da-f]{32})-/;

/** The stacks of an error and its causes: their other fields may quote the request. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let one = error; one !== undefined && stacks.length <= MOST_CAUSES_LOGGED;) {
    stacks.push(
      one instanceof Error ? (one.stack ?? one.message) : `something that is no error: ${typeof one}`,
    );
    one = one instanceof Error ? one.cause : undefined;
  }
  return stacks.join("\ncaused by: ");
}

function sendProblem(reply: FastifyReply, problem: ProblemDetails): void {
  if (problem.retryable === true) void reply.header("retry-after", RETRY_AFTER_SECONDS);
  void reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}
