import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createApiClient } from "./api-client.ts";
import { CliError, NobodyThereError } from "./cli-error.ts";

let server: Server | undefined;
afterEach(() => void server?.close());

/** Resolves with the port. */
async function listen(answer: RequestListener): Promise<number> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function errorAt(url: string, doFetch = fetch): Promise<CliError> {
  const error: unknown = await createApiClient(url, doFetch)
    .call("/healthz")
    .catch((failed: unknown) => failed);
  expect(error).toBeInstanceOf(CliError);
  return error as CliError;
}

/** A fetch that fails as Node's does, for this cause. */
function failing(cause: unknown): typeof fetch {
  return () => Promise.reject(new TypeError("fetch failed", { cause }));
}

function systemError(code: string, address: string): Error {
  return Object.assign(new Error(`connect ${code} ${address}`), { code });
}

const REFUSED = systemError("ECONNREFUSED", "127.0.0.1:8080");

test("nobody is there where the connection is refused", async () => {
  const port = await listen(() => undefined);
  server?.close();
  const error = await errorAt(`http://127.0.0.1:${port}`);
  expect(error).toBeInstanceOf(NobodyThereError);
  expect(error.message).toContain(`Nothing answers at http://127.0.0.1:${port}`);
});

test("nobody is there where every address of a name refuses, and not where one of them fails otherwise", async () => {
  const all = new AggregateError([systemError("ECONNREFUSED", "::1:8080"), REFUSED]);
  expect(await errorAt("http://localhost:8080", failing(all))).toBeInstanceOf(NobodyThereError);
  const some = new AggregateError([systemError("ETIMEDOUT", "10.0.0.1:8080"), REFUSED]);
  const error = await errorAt("http://localhost:8080", failing(some));
  expect(error).not.toBeInstanceOf(NobodyThereError);
  expect(error.message).toContain("connect ETIMEDOUT 10.0.0.1:8080, connect ECONNREFUSED 127.0.0.1:8080");
});

test("of an unknown host it says that, and not that nobody is there", async () => {
  const error = await errorAt("http://nobody.invalid:8080");
  expect(error).not.toBeInstanceOf(NobodyThereError);
  expect(error.message).toMatch(/^http:\/\/nobody\.invalid:8080 cannot be reached: getaddrinfo .*--url/);
});

test("of TLS that fails it says that, and not that nobody is there", async () => {
  const port = await listen(() => undefined);
  const error = await errorAt(`https://127.0.0.1:${port}`);
  expect(error).not.toBeInstanceOf(NobodyThereError);
  expect(error.message).toMatch(/^https:\S+ cannot be reached: \S.*--url/s);
  expect(error.message).not.toContain("fetch failed");
});

test("an answer that breaks off is told in one sentence", async () => {
  const port = await listen((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{", () => response.destroy());
  });
  const error = await errorAt(`http://127.0.0.1:${port}`);
  expect(error).not.toBeInstanceOf(NobodyThereError);
  expect(error.message).toContain("broke off its answer");
});

test("what is sent as a stream is told the same way", async () => {
  const api = createApiClient("http://localhost:8080", failing(systemError("ECONNRESET", "127.0.0.1:8080")));
  const error: unknown = await api.stream("/v1/restore").catch((failed: unknown) => failed);
  expect(error).not.toBeInstanceOf(NobodyThereError);
  expect(error).toMatchObject({ message: expect.stringContaining("ECONNRESET") });
});
