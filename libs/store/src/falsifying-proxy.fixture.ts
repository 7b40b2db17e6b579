import { once } from "node:events";
import { createServer, request as sendOn } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What an answer looks like instead. */
export type Falsify = (answer: Buffer) => Buffer | string;

/** A proxy between a client and ClickHouse that ends every answer cleanly, whatever it made of it. */
export interface FalsifyingProxy {
  readonly url: string;
  /** Null: answers stay as they came. */
  falsify: Falsify | null;
  /** Headers that answers get besides their own. */
  headers: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts one on a port of its own; headers come through, save for the length of a changed answer. */
export async function startFalsifyingProxy(target: string): Promise<FalsifyingProxy> {
  const server = createServer((request, response) => {
    void (async () => {
      const { method, headers } = request;
      const onward = sendOn(new URL(request.url ?? "/", target), { method, headers });
      onward.end(await buffer(request));
      const [answer] = (await once(onward, "response")) as [IncomingMessage];
      const came = await buffer(answer);
      const { "content-length": _length, ...others } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, { ...others, ...proxy.headers });
      response.end(proxy.falsify === null ? came : proxy.falsify(came));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: FalsifyingProxy = {
    url: `http://127.0.0.1:${port}`,
    falsify: null,
    headers: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
