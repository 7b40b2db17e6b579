import { createReadStream, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";
import { failureOf, httpStatus } from "./clickhouse-error.ts";
import { contentType } from "./formats.ts";
import type { Outcome } from "./run-work.ts";

const NANOSECONDS_PER_MS = 1e6;
/** Below this a result is read at once: a stream would wait several times for a thread. */
const SMALL_RESULT_BYTES = 256 * 1024;

/** What every answer to a query says about it. */
export interface AnswerContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly queryId: string;
  readonly timezone: string;
  readonly startedAtMs: number;
  readonly compress: boolean;
}

/** Sends a result with the headers that drivers read. */
export async function sendOutcome(context: AnswerContext, outcome: Outcome): Promise<void> {
  const { response } = context;
  describeQuery(context);
  response.setHeader("Content-Type", contentType(outcome.format));
  response.setHeader("X-ClickHouse-Format", outcome.format);
  response.setHeader("X-ClickHouse-Summary", JSON.stringify(summary(context, outcome)));
  const compressor = context.compress ? compressorFor(context.request) : undefined;
  if (compressor !== undefined) response.setHeader("Content-Encoding", compressor.encoding);
  const result = openResult(outcome);
  if (compressor !== undefined) {
    await pipeline(result.open(), compressor.stream, response);
    return;
  }
  response.setHeader("Content-Length", result.size);
  if (result.size > SMALL_RESULT_BYTES) await pipeline(result.open(), response);
  else response.end(result.read());
}

/** Sends an error as ClickHouse does: its code in a header, its words as the body. */
export function sendFailure(context: Pick<AnswerContext, "response" | "request">, error: unknown): void {
  const { request, response } = context;
  const failure = failureOf(error);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.statusCode = httpStatus(failure.code);
  response.setHeader("X-ClickHouse-Exception-Code", failure.code);
  response.setHeader("Content-Type", "text/plain; charset=UTF-8");
  response.removeHeader("Content-Encoding");
  response.removeHeader("Content-Length");
  // What is left of the body will not be read: the connection cannot be used again.
  if (!request.complete) response.setHeader("Connection", "close");
  response.end(`${failure.text}\n`);
}

/** Headers that stand on every answer, also on an error's. */
export function describeQuery({ response, queryId, timezone }: AnswerContext): void {
  // As ClickHouse sends it: UTF-8, of whose bytes Node takes each for a character.
  response.setHeader("X-ClickHouse-Query-Id", Buffer.from(queryId, "utf8").toString("latin1"));
  response.setHeader("X-ClickHouse-Timezone", timezone);
  response.setHeader("X-ClickHouse-Server-Display-Name", "milepost");
}

/** The engine tells the rows of a result or of an INSERT, not how many it read on the way: that stays unsaid. */
function summary(context: AnswerContext, { rows, bytes, inserted }: Outcome): Record<string, string> {
  const elapsed = Math.round((performance.now() - context.startedAtMs) * NANOSECONDS_PER_MS);
  return {
    ...(inserted ? { read_rows: String(rows), read_bytes: String(bytes) } : {}),
    written_rows: String(inserted ? rows : 0),
    written_bytes: String(inserted ? bytes : 0),
    result_rows: String(rows),
    result_bytes: String(bytes),
    elapsed_ns: String(elapsed),
  };
}

interface Result {
  readonly size: number;
  read(): Uint8Array;
  open(): Readable;
}

function openResult({ body }: Outcome): Result {
  if ("bytes" in body) {
    const { bytes } = body;
    return {
      size: bytes.length,
      read: () => bytes,
      open: () => Readable.from([bytes], { objectMode: false }),
    };
  }
  const { file } = body;
  return { size: statSync(file).size, read: () => readFileSync(file), open: () => createReadStream(file) };
}

interface Compressor {
  readonly encoding: string;
  readonly stream: NodeJS.ReadWriteStream;
}

function compressorFor(request: IncomingMessage): Compressor | undefined {
  const header = request.headers["accept-encoding"];
  const accepted = (typeof header === "string" ? header : "")
    .split(",")
    .map((part) => part.split(";")[0]?.trim());
  if (accepted.includes("gzip")) return { encoding: "gzip", stream: createGzip({ level: 3 }) };
  if (accepted.includes("zstd")) return { encoding: "zstd", stream: createZstdCompress() };
  if (accepted.includes("deflate")) return { encoding: "deflate", stream: createDeflate({ level: 3 }) };
  if (accepted.includes("br")) return { encoding: "br", stream: createBrotliCompress() };
  return undefined;
}
