import { fastify } from "fastify";
import type { FastifyError, FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ErrorCode } from "./errors.ts";
import { MilepostError } from "./errors.ts";
import { registerOriginGuard } from "./origin-guard.ts";

/** Request bodies over this are refused with 413. */
export const BODY_LIMIT_BYTES: number = 16 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const CONNECTION_TIMEOUT_MS = 120_000;

export interface HttpEdgeOptions {
  /** Host names (without port) that requests may name besides loopback ones. */
  readonly allowedHosts: readonly string[];
}

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  conflict: 409,
  forbidden: 403,
  invalid_input: 422,
  not_found: 404,
  payload_too_large: 413,
  unsupported_media_type: 415,
  clickhouse_unreachable: 503,
  clickhouse_timeout: 504,
  log_unavailable: 503,
  timeout: 504,
};

/** An HTTP server with the edge that all services share: zod schemas, problem details, Host and Origin checks. */
export function createHttpEdge(options: HttpEdgeOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerOriginGuard(app, options.allowedHosts);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const problem = problemOf(error);
    void reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = problemDetails(404, "not_found", `There is nothing at ${request.method} ${request.url}`);
    void reply.code(404).type("application/problem+json").send(JSON.stringify(problem));
  });
  return app;
}

/** RFC 9457 problem details as a plain object. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly problems?: unknown;
}

/** Builds problem details; `more` may name the fields that are wrong. */
export function problemDetails(
  status: number,
  code: string,
  more: string | { title: string; detail?: string; problems?: unknown },
): ProblemDetails {
  const rest = typeof more === "string" ? { title: more } : more;
  return { type: `https://milepost.example/problems/${code.replaceAll("_", "-")}`, status, code, ...rest };
}

function problemOf(error: FastifyError): ProblemDetails {
  if (error instanceof MilepostError) {
    const problems = error.details["problems"];
    const more = { title: error.message, ...(problems === undefined ? {} : { problems }) };
    return problemDetails(STATUS[error.code] ?? 500, error.code, more);
  }
  if (error.validation !== undefined) {
    const problems = error.validation.map((issue) => ({
      field: fieldPath(error.validationContext, issue.instancePath),
      code: "invalid",
      message: issue.message ?? "is not valid",
    }));
    return problemDetails(400, "invalid_input", { title: "The request is not valid", problems });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) return problemDetails(500, "internal", "Something failed inside Milepost; see its log");
  return problemDetails(status, (error.code ?? "invalid_input").toLowerCase(), error.message);
}

function fieldPath(context: string | undefined, instancePath: string): string {
  return [context, ...instancePath.split("/")].filter((part) => part !== undefined && part !== "").join(".");
}
