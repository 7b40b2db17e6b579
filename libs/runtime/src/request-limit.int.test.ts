import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { limitRequests, UPLOAD } from "./request-limit.ts";

const LIMIT_MS = 200;
const HEAD =
  "Host: localhost\r\nContent-Type: application/x-bytes\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
let app: FastifyInstance;

beforeEach(async () => {
  app = fastify({ requestTimeout: 0 });
  limitRequests(app, LIMIT_MS);
  app.addContentTypeParser("application/x-bytes", (_request, payload, done) => done(null, payload));
  const read = async (request: { body: unknown }): Promise<string> =>
    text(request.body as NodeJS.ReadableStream);
  app.post("/short", read);
  app.post("/long", { config: UPLOAD }, read);
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => app.close());

/** Sends a body in two parts, the second one after a pause; resolves with all that is answered. */
async function send(path: string, pauseMs: number): Promise<string> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`POST ${path} HTTP/1.1\r\n${HEAD}3\r\none\r\n`);
  const answer = text(socket).catch(() => "");
  await delay(pauseMs);
  socket.write("3\r\ntwo\r\n0\r\n\r\n");
  return answer;
}

test("a body that comes too slowly is cut off; one that is in time, or an upload, is not", async () => {
  expect(await send("/short", 0)).toContain("onetwo");
  expect(await send("/short", 3 * LIMIT_MS)).not.toContain("onetwo");
  expect(await send("/long", 3 * LIMIT_MS)).toContain("onetwo");
});
