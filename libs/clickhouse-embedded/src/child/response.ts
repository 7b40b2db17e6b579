import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";
import { failureOf, httpStatus } from "./clickhouse-error.ts";
import { contentType } from "./formats.ts";
import type { Outcome } from "./run-work.ts";

const NANOSECONDS_PER_MS = 1e6;

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
  const source = await openResult(outcome);
  if (compressor === undefined) {
    response.setHeader("Content-Length", source.size);
    await pipeline(source.stream, response);
  } else {
    await pipeline(source.stream, compressor.stream, response);
  }
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
  response.setHeader("X-ClickHouse-Query-Id", queryId);
  response.setHeader("X-ClickHouse-Timezone", timezone);
  response.setHeader("X-ClickHouse-Server-Display-Name", "milepost");
}

function summary(context: AnswerContext, outcome: Outcome): Record<string, string> {
  return {
    read_rows: String(outcome.rowsRead),
    read_bytes: String(outcome.bytesRead),
    written_rows: String(outcome.rowsWritten),
    written_bytes: String(outcome.rowsWritten === 0 ? 0 : outcome.bytesRead),
    total_rows_to_read: "0",
    result_rows: String(outcome.rowsWritten),
    result_bytes: "0",
    elapsed_ns: String(Math.round((performance.now() - context.startedAtMs) * NANOSECONDS_PER_MS)),
  };
}

async function openResult({ body }: Outcome): Promise<{ readonly stream: Readable; readonly size: number }> {
  if ("bytes" in body)
    return { stream: Readable.from([body.bytes], { objectMode: false }), size: body.bytes.length };
  const { size } = await stat(body.file);
  return { stream: createReadStream(body.file), size };
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
