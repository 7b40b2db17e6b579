import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listenSwappable } from "./swappable-server.ts";
import type { RequestListener, SwappableServer } from "./swappable-server.ts";

const SILENT_MS = 300;
let server: SwappableServer;
beforeEach(async () => {
  server = await listenSwappable({ host: "127.0.0.1", port: 0, silentMs: SILENT_MS });
});
afterEach(() => server.close());

/** Has the server answer, and asks it over a connection of its own. */
function asking(listener: RequestListener, request: string): Socket {
  server.use(listener);
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(request);
  return socket;
}

test("an upload that stands still is cut off, so that whoever waits for its end is told", async () => {
  const ended = Promise.withResolvers<string>();
  const upload = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf";
  const socket = asking((request) => {
    request.resume().on("error", ({ message }) => ended.resolve(message));
  }, upload);
  expect(await ended.promise).toBe("aborted");
  socket.destroy();
});

test("a download that nobody reads on is cut off", async () => {
  const ended = Promise.withResolvers<string>();
  const endless = function* endless(): Generator<Buffer> {
    for (;;) yield Buffer.alloc(65_536);
  };
  const listener: RequestListener = (_request, response) => {
    pipeline(Readable.from(endless()), response).catch((error: NodeJS.ErrnoException) =>
      ended.resolve(error.code ?? error.message),
    );
  };
  const socket = asking(listener, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "data");
  socket.pause();
  expect(await ended.promise).toMatch(/^(ERR_STREAM_PREMATURE_CLOSE|ECONNRESET)$/);
  socket.destroy();
});

test("an answer that takes longer than silence may last is not cut off, however long it is worked on", async () => {
  const asked = Promise.withResolvers<Parameters<RequestListener>[1]>();
  const request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const socket = asking((_request, response) => asked.resolve(response), request);
  const response = await asked.promise;
  await once(response.socket ?? socket, "timeout");
  response.end("at last");
  expect(await text(socket)).toContain("at last");
});
