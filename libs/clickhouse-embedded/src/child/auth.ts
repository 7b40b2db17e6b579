import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Credential } from "../index.ts";
import { refuse } from "./clickhouse-error.ts";

/** What a caller may do: everything, or read the BI tables. */
export type Role = "writer" | "reader";

/** The two users of this endpoint. */
export interface Users {
  readonly writer: Credential;
  readonly reader: Credential;
}

/** Who is calling, by basic authentication, ClickHouse's headers or query parameters; nobody named is `default`. */
export function identify(headers: IncomingHttpHeaders, params: URLSearchParams, users: Users): Role {
  const caller = callerOf(headers, params);
  if (matches(caller, users.writer)) return "writer";
  if (matches(caller, users.reader)) return "reader";
  throw refuse(
    "AUTHENTICATION_FAILED",
    `${caller.user}: Authentication failed: password is incorrect, or there is no user with such name`,
  );
}

function callerOf(headers: IncomingHttpHeaders, params: URLSearchParams): Credential {
  const basic = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, "base64").toString("utf8");
    const colon = text.indexOf(":");
    return colon < 0
      ? { user: text, password: "" }
      : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  const user = single(headers["x-clickhouse-user"]);
  const key = single(headers["x-clickhouse-key"]);
  if (user !== undefined || key !== undefined) return { user: user ?? "default", password: key ?? "" };
  return { user: params.get("user") || "default", password: params.get("password") ?? "" };
}

/** Node reads a header's bytes as Latin-1; what drivers send is UTF-8. */
function single(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  return value === undefined ? undefined : Buffer.from(value, "latin1").toString("utf8");
}

function matches(caller: Credential, known: Credential): boolean {
  return caller.user === known.user && timingSafeEqual(digest(caller.password), digest(known.password));
}

/** Equal lengths, so that the comparison takes the same time for every guess. */
function digest(password: string): Buffer {
  return createHash("sha256").update(password).digest();
}
