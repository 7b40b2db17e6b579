import type { FastifyInstance } from "fastify";
import { MilepostError } from "./errors.ts";
import { createHttpEdge } from "./http-edge.ts";
import type { Logger } from "./logger.ts";
import { registerOperations } from "./operations.ts";
import type { OperationsParts } from "./operations.ts";
import type { RequestListener } from "./swappable-server.ts";

export interface WaitingOptions extends OperationsParts {
  /** Who is not ready, as callers are told. */
  readonly name: string;
  readonly logger: Pick<Logger, "error">;
}

/** Answers while what it stands for is not open: alive, not ready, and everything else later. */
export async function createWaitingApp({ name, ...parts }: WaitingOptions): Promise<FastifyInstance> {
  const app = createHttpEdge({ allowedHosts: [], logger: parts.logger });
  registerOperations(app, parts);
  // Whatever is posted must come again: nobody looks at it here, or a client took "not this type" for an answer.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.all("/*", { schema: { hide: true } }, async () => {
    const reason = (await parts.readiness.reason()) ?? "it is starting";
    throw new MilepostError("not_ready", `${name} is not ready: ${reason}`, { retryable: true });
  });
  await app.ready();
  return app;
}

/** What a server uses that gets its answers from an app. */
export function answersOf(app: FastifyInstance): RequestListener {
  return (request, response) => app.routing(request, response);
}
