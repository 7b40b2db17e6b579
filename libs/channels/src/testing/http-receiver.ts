import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver says: an answer, nothing at all, or it hangs up. */
export type ReceiverAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | "silence"
  | "hang up";

export interface HttpReceiver {
  readonly url: string;
  /** Every request so far, whatever was answered. */
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback that answers by a script and remembers what it was sent. */
export async function startHttpReceiver(
  answer: (request: Received, count: number) => ReceiverAnswer,
): Promise<HttpReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      const one = { path, headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(one);
      const said = answer(one, received.length);
      if (said === "silence") return;
      if (said === "hang up") {
        request.socket.destroy();
        return;
      }
      response.writeHead(said.status, said.headers).end(said.body ?? "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
