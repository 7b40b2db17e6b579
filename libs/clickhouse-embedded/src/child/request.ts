import type { Readable } from "node:stream";
import { refuse } from "./clickhouse-error.ts";
import { dataOf, readAll, readHead } from "./request-body.ts";
import { insertHead } from "./statement.ts";
import type { InsertHead } from "./statement.ts";

/** What a request asks to be done: SQL to run, or rows to insert. */
export type Work =
  | { readonly kind: "sql"; readonly sql: string; readonly formFields: readonly [string, string][] }
  | { readonly kind: "insert"; readonly head: InsertHead; readonly data: AsyncIterable<Buffer> };

/** A body that arrives decompressed, and its media type. */
export interface RequestBody {
  readonly stream: Readable;
  readonly type: string;
}

/** Reads a request's SQL from its URL, its body or both, and leaves an INSERT's data unread. */
export async function readWork(body: RequestBody, params: URLSearchParams): Promise<Work> {
  const query = params.get("query") ?? "";
  if (body.type.startsWith("multipart/form-data")) return readForm(body, query);
  const fromUrl = insertHead(query);
  if (fromUrl !== undefined) {
    const opened = {
      head: Buffer.from(query.slice(fromUrl.dataStart)),
      rest: body.stream[Symbol.asyncIterator](),
    };
    return { kind: "insert", head: fromUrl, data: dataOf(opened, 0) };
  }
  const opened = await readHead(body.stream);
  // Latin-1 keeps one character a byte, so that an offset found in the text holds for the bytes.
  const fromBody = query === "" ? insertHead(opened.head.toString("latin1")) : undefined;
  if (fromBody !== undefined) {
    return { kind: "insert", head: fromLatin1(fromBody), data: dataOf(opened, fromBody.dataStart) };
  }
  const text = (await readAll(opened)).toString("utf8");
  return { kind: "sql", sql: [query, text].filter((part) => part !== "").join("\n"), formFields: [] };
}

function fromLatin1(head: InsertHead): InsertHead {
  const utf8 = (text: string): string => Buffer.from(text, "latin1").toString("utf8");
  return { ...head, target: utf8(head.target), settings: utf8(head.settings) };
}

/** Drivers send long query parameters as a form; tables sent along with a query are not served. */
async function readForm({ stream, type }: RequestBody, query: string): Promise<Work> {
  const bytes = await readAll({ head: Buffer.alloc(0), rest: stream[Symbol.asyncIterator]() });
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  const formFields: [string, string][] = [];
  for (const [name, value] of form) {
    if (typeof value !== "string") throw refuse("NOT_IMPLEMENTED", "External tables are not served here");
    formFields.push([name, value]);
  }
  const sql = [query, ...formFields.filter(([name]) => name === "query").map(([, value]) => value)];
  return {
    kind: "sql",
    sql: sql.filter((part) => part !== "").join("\n"),
    formFields: formFields.filter(([name]) => name !== "query"),
  };
}
