import type { IncomingHttpHeaders } from "node:http";
import httpProxy from "@fastify/http-proxy";
import { UPLOAD } from "@milepost/runtime";
import type { Telemetry } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import { OWNED } from "./owners.ts";
import type { Owned, OwnerUrls } from "./owners.ts";
import { unreachable } from "./unreachable.ts";

/** An answer may take as long as the longest command: a rebuild, a connector run. */
const ANSWER_LIMIT_MS = 900_000;
const CONNECT_LIMIT_MS = 2_000;
const COMMANDS = ["POST", "PUT", "PATCH", "DELETE"];
const READS = ["GET", "HEAD"];

export interface ForwardParts {
  readonly urls: OwnerUrls;
  readonly telemetry: Telemetry;
}

/** Hands commands, and the reads that are not the scoreboard's, to the services that own them. */
export async function forwardToOwners(app: FastifyInstance, parts: ForwardParts): Promise<void> {
  await app.register(async (scope) => {
    // The owners' documents describe these routes.
    scope.addHook("onRoute", (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    for (const [name, owned] of Object.entries(OWNED)) {
      await scope.register(httpProxy, proxyOptions(`/v1/${name}`, owned, parts));
    }
  });
}

function proxyOptions(
  prefix: string,
  { owner, reads, uploads = false }: Owned,
  { urls, telemetry }: ForwardParts,
) {
  const upstream = urls[owner];
  return {
    upstream,
    prefix,
    rewritePrefix: prefix,
    httpMethods: reads ? [...COMMANDS, ...READS] : COMMANDS,
    disableRequestLogging: true,
    ...(uploads ? { config: UPLOAD } : {}),
    undici: {
      connect: { timeout: CONNECT_LIMIT_MS },
      headersTimeout: ANSWER_LIMIT_MS,
      bodyTimeout: ANSWER_LIMIT_MS,
    },
    replyOptions: {
      // Whether to ask again is the caller's to decide: only it knows its Idempotency-Key.
      retryDelay: () => null,
      // The page that a request comes from was judged here; the owner would take it for another site's.
      rewriteRequestHeaders: (_request: unknown, { origin: _origin, ...headers }: IncomingHttpHeaders) => {
        const traceparent = telemetry.traceparent();
        return traceparent === undefined ? headers : { ...headers, traceparent };
      },
      onError: (reply: { send(payload: unknown): unknown }, { error }: { error: unknown }) => {
        reply.send(unreachable(owner, upstream, error));
      },
    },
  };
}
