import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One question that is answered otherwise than the server would. */
export interface Lie {
  /** Found in the question's text. */
  readonly about: RegExp;
  /** The one row of the answer. */
  readonly answer: () => Readonly<Record<string, unknown>>;
}

/** A ClickHouse endpoint that tells the truth but for one thing. */
export interface LyingClickHouse {
  /** What CLICKHOUSE_URL takes. */
  readonly url: string;
  /** Lies from now on; undefined: tells the truth. */
  lie(lie: Lie | undefined): void;
  close(): Promise<void>;
}

/** Said between two neighbours, not to the server behind. */
const OF_A_CONNECTION: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "expect",
]);

/** Stands before a real endpoint and hands everything on, so that a server can be too old, full or late where none is. */
export async function openLyingClickHouse(real: string): Promise<LyingClickHouse> {
  let current: Lie | undefined;
  const { origin } = new URL(real);
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", origin);
      const body = await buffer(request);
      const question = url.searchParams.get("query") ?? body.toString();
      if (current?.about.test(question) === true) {
        response.end(`${JSON.stringify([current.answer()])}\n`);
        return;
      }
      const headers = Object.entries(request.headers).filter(([name]) => !OF_A_CONNECTION.has(name));
      const answer = await fetch(url, {
        method: request.method ?? "POST",
        headers: headers.map(([name, value]) => [name, String(value)]),
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      });
      // It comes unpacked.
      const told = [...answer.headers].filter(([name]) => /^x-clickhouse|^content-type/.test(name));
      response.writeHead(answer.status, Object.fromEntries(told));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(real);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    lie: (lie) => {
      current = lie;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
