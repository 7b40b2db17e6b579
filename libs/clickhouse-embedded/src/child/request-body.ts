import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { refuse } from "./clickhouse-error.ts";
import type { Engine } from "./engine.ts";
import { decodeLz4 } from "./lz4-body.ts";

/** Bytes of SQL that a request may send. */
const SQL_LIMIT_BYTES = 32 * 1024 ** 2;
/** An INSERT's head is looked for in this much of a body, in bytes. */
const HEAD_BYTES = 256 * 1024;

/** What decompressing a body needs when Node cannot. */
export interface BodyTools {
  readonly engine: Engine;
  /** Name of a file that is free. */
  readonly file: string;
}

/** A body as it arrives, decompressed. */
export async function openBody(request: IncomingMessage, tools: BodyTools): Promise<Readable> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "lz4") return decodeLz4(tools.engine, request, tools.file);
  const decompress = decompressor(encoding);
  if (decompress === undefined) return request;
  request.on("error", (error) => decompress.destroy(error));
  return request.pipe(decompress);
}

function decompressor(encoding: string): (NodeJS.ReadWriteStream & Readable) | undefined {
  switch (encoding) {
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress();
    default:
      throw refuse(
        "NOT_IMPLEMENTED",
        `Content-Encoding '${encoding}' is not served here; send gzip, deflate, br, zstd, lz4 or no compression`,
      );
  }
}

/** The first bytes of a body, and the rest still to come. */
export interface OpenedBody {
  readonly head: Buffer;
  readonly rest: AsyncIterator<Buffer>;
}

/** Reads enough of a body to see an INSERT's head, or all of a short one. */
export async function readHead(body: Readable): Promise<OpenedBody> {
  const rest: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  for (let size = 0; size < HEAD_BYTES;) {
    const next = await rest.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  return { head: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks), rest };
}

/** The whole body as bytes, within the limit of SQL text. */
export async function readAll(opened: OpenedBody): Promise<Buffer> {
  const chunks = [opened.head];
  let size = opened.head.length;
  for (let next = await opened.rest.next(); next.done !== true; next = await opened.rest.next()) {
    size += next.value.length;
    if (size > SQL_LIMIT_BYTES) {
      throw refuse(
        "QUERY_IS_TOO_LARGE",
        `SQL of more than ${SQL_LIMIT_BYTES} bytes; send the rows of an INSERT in a format, as INSERT INTO … FORMAT …`,
      );
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

/** The bytes of a body behind its SQL. */
export async function* dataOf(opened: OpenedBody, dataStart: number): AsyncGenerator<Buffer> {
  if (opened.head.length > dataStart) yield opened.head.subarray(dataStart);
  for (let next = await opened.rest.next(); next.done !== true; next = await opened.rest.next())
    yield next.value;
}
