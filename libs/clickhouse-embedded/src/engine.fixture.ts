import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import { silentLogger } from "@milepost/runtime/logger";
import { startEmbeddedClickHouse } from "./index.ts";
import type { EmbeddedClickHouse } from "./index.ts";

export const WRITER: { user: string; password: string } = { user: "milepost", password: "se'cret ü" };

/** An engine on a folder of its own, with clients that are closed with it. */
export interface TestEngine {
  readonly clickhouse: EmbeddedClickHouse;
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** What an HTTP client without a driver sees; the reader unless parameters say otherwise. */
  post(
    sql: string | Uint8Array,
    params?: Record<string, string>,
  ): Promise<{ status: number; code: number; text: string; headers: Headers }>;
  close(): Promise<void>;
}

/** A folder that is removed by `remove`. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "milepost-clickhouse-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts an engine for a test file. */
export async function startTestEngine(): Promise<TestEngine> {
  const folder = await temporaryFolder();
  const clickhouse = await startEmbeddedClickHouse({
    dataDir: folder.path,
    port: 0,
    database: "milepost",
    writer: WRITER,
    logger: silentLogger(),
  });
  const quiet = { url: clickhouse.url, database: "milepost", log: { level: 127 as const } };
  const writer = createClient({ ...quiet, username: WRITER.user, password: WRITER.password });
  const reader = createClient(quiet);
  return {
    clickhouse,
    writer,
    reader,
    post: async (sql, params = {}) => {
      const url = `${clickhouse.url}/?${new URLSearchParams(params).toString()}`;
      const response = await fetch(url, { method: "POST", body: Buffer.from(sql) });
      const code = Number(response.headers.get("x-clickhouse-exception-code") ?? 0);
      return { status: response.status, code, text: await response.text(), headers: response.headers };
    },
    close: async () => {
      await Promise.all([writer.close(), reader.close()]);
      await clickhouse.close();
      await folder.remove();
    },
  };
}

/** Query parameters that name the writer. */
export const AS_WRITER: Record<string, string> = { user: WRITER.user, password: WRITER.password };

/** Resolves once the condition holds; rejects at the deadline. */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 10_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`still not so after ${deadlineMs} ms`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
