import { fastify } from "fastify";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { originProblem, registerOriginGuard } from "./origin-guard.ts";
import { rememberRoutes } from "./known-routes.ts";
import { problemDetails, problemOf } from "./problem-details.ts";
import type { ProblemDetails } from "./problem-details.ts";
import { HEADERS_TIMEOUT_MS, limitRequests } from "./request-limit.ts";

/** Request bodies over this are refused with 413. */
export const BODY_LIMIT_BYTES: number = 16 * 1024 * 1024;
const CONNECTION_TIMEOUT_MS = 120_000;
/** What a caller is told to wait before a request that may succeed later. */
const RETRY_AFTER_SECONDS = 2;
const MAX_PARAM_CHARACTERS = 300;

export interface HttpEdgeOptions {
  /** Host names (without port) that requests may name besides loopback ones. */
  readonly allowedHosts: readonly string[];
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
      const foreign = originProblem(request.headers, options.allowedHosts);
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
  registerOriginGuard(app, options.allowedHosts);
  app.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, problemOf(error)));
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

function sendProblem(reply: FastifyReply, problem: ProblemDetails): void {
  if (problem.retryable === true) void reply.header("retry-after", RETRY_AFTER_SECONDS);
  void reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}
