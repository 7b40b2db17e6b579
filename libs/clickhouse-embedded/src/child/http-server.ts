import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KEPT_FROM_OTHER_SITES, originProblem } from "@milepost/runtime/origin-guard";
import { refuse } from "./clickhouse-error.ts";
import type { QueryEndpoint } from "./query-endpoint.ts";
import { sendFailure } from "./response.ts";

/** Longer than drivers keep an idle connection, in ms. */
const KEEP_ALIVE_MS = 10_000;
/** A body may take this long to arrive, in ms. */
const REQUEST_TIMEOUT_MS = 600_000;
const OK_PATHS: readonly string[] = ["/ping", "/replicas_status"];

/** The port while it is open. */
export interface HttpPort {
  readonly port: number;
  /** Until this is called every query is answered "starting". */
  serve(endpoint: QueryEndpoint): void;
  close(): Promise<void>;
}

/** Listens; rejects with Node's error where the port cannot be had. */
export async function listen(host: string, port: number): Promise<HttpPort> {
  let endpoint: QueryEndpoint | undefined;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    route({ request, response, host, endpoint }).catch((error: unknown) =>
      sendFailure({ request, response }, error),
    );
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host, port }, resolve);
  await promise;
  return {
    port: addressOf(server).port,
    serve: (given) => {
      endpoint = given;
    },
    close: () => closeServer(server),
  };
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: string;
  readonly endpoint: QueryEndpoint | undefined;
}

async function route({ request, response, host, endpoint }: Call): Promise<void> {
  response.setHeaders(new Map(Object.entries(KEPT_FROM_OTHER_SITES)));
  const problem = originProblem(request.headers, [host, request.socket.localAddress ?? host]);
  if (problem !== undefined) throw refuse("ACCESS_DENIED", problem);
  const url = new URL(request.url ?? "/", "http://localhost");
  const asksNothing =
    (request.method === "GET" || request.method === "HEAD") && !url.searchParams.has("query");
  if (OK_PATHS.includes(url.pathname) || (url.pathname === "/" && asksNothing)) {
    response.setHeader("Content-Type", "text/html; charset=UTF-8");
    response.end("Ok.\n");
    return;
  }
  if (endpoint === undefined)
    throw refuse("TOO_MANY_SIMULTANEOUS_QUERIES", "The engine is still starting; try again in a moment");
  await endpoint(request, response, url);
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no TCP address");
  return address;
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
