import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "./errors.ts";
import { HEADERS_TIMEOUT_MS } from "./request-limit.ts";

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** An upload or a download in which nothing moves for so long is cut off; two minutes unless told otherwise. */
  readonly silentMs?: number;
}

/** A listening HTTP server whose answers may come from another place at any moment; its address stays. */
export interface SwappableServer {
  /** Such as `http://127.0.0.1:8081`. */
  readonly url: string;
  /** From now on this answers new requests; those under way are finished by whoever began them. */
  use(listener: RequestListener): void;
  /** Requests that have no answer yet, such as `POST /v1/rebuilds`. */
  underWay(): readonly string[];
  /** Resolves once the requests that are under way now are answered, or the time is over. */
  quiet(limitMs: number): Promise<void>;
  close(): void;
}

/** An upload or a download that stands still must not keep others from theirs for ever. */
const SILENT_MS = 120_000;
const KEEP_ALIVE_MS = 72_000;
const QUIET_CHECK_MS = 20;

/** Listens; answers 503 until it has something to use. */
export async function listenSwappable(options: ListenOptions): Promise<SwappableServer> {
  let current: RequestListener = (_request, response) => response.writeHead(503).end();
  const underWay = new Map<ServerResponse, string>();
  // Whoever answers bounds how long a body may take.
  const timeouts = { requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = createServer(timeouts).setTimeout(options.silentMs ?? SILENT_MS, (socket) => {
    if (![...underWay.keys()].some((response) => isWorkedOn(response, socket))) socket.destroy();
  });
  server.on("request", (request, response) => {
    underWay.set(response, `${request.method} ${request.url?.split("?")[0]}`);
    response.on("close", () => underWay.delete(response));
    current(request, response);
  });
  await listening(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${inAddress(options.host)}:${port}`,
    use: (listener) => {
      current = listener;
    },
    underWay: () => [...underWay.values()],
    quiet: async (limitMs) => {
      const begun = [...underWay.keys()];
      const deadline = performance.now() + limitMs;
      while (begun.some((one) => underWay.has(one)) && performance.now() < deadline) {
        await delay(QUIET_CHECK_MS);
      }
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Whoever has the whole request and no answer yet waits for work, which may take its time. */
function isWorkedOn({ headersSent, req, socket }: ServerResponse, silent: Socket): boolean {
  return socket === silent && req.complete && !headersSent;
}

async function listening(
  server: ReturnType<typeof createServer>,
  { host, port }: ListenOptions,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error),
    );
    server.listen({ host, port }, resolve);
  });
}

/** Says what to do about a port that another program has. */
function portTaken(port: number): MilepostError {
  return new MilepostError(
    "address_in_use",
    `Port ${port} is taken by another program. Stop it, or choose another one: MILEPOST_PORT=${port + 1}`,
  );
}

/** IPv6 hosts stand in brackets. */
function inAddress(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
