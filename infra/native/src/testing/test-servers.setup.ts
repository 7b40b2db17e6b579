import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MilepostError } from "@milepost/runtime";
import type { ProvidedServer, ServerName } from "./provide-server.ts";

/** Names the server on which stores for tests are opened; libs/store reads it. */
const STORES_SETTING = "MILEPOST_TEST_CLICKHOUSE_URL";
/** Names a folder of the run alone; libs/store keeps in it what is made once for all. */
const FOLDER_SETTING = "MILEPOST_TEST_FOLDER";
/** Where test files ask for a server. */
const ADDRESS_SETTING = "MILEPOST_TEST_SERVERS";

let end: (() => Promise<void>) | undefined;

/**
 * Runs in vitest's own process, before the tests: servers are started when the first test file asks for one, are shared by
 * all files of the run, and end with it, as does the run's folder.
 */
export async function setup(): Promise<void> {
  const stores = process.env[STORES_SETTING] ?? "";
  const where = stores === "" ? "the embedded engine" : `the server that ${STORES_SETTING} names`;
  process.stderr.write(`Tests open their stores on ${where}\n`);
  const folder = mkdtempSync(join(tmpdir(), "milepost-test-run-"));
  process.env[FOLDER_SETTING] = folder;
  const servers = new Map<string, Promise<ProvidedServer>>();
  const http = createServer((request, response) => {
    const name = (request.url ?? "").slice(1) as ServerName;
    const provided = servers.get(name) ?? provide(name);
    servers.set(name, provided);
    provided.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  process.env[ADDRESS_SETTING] = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  end = async () => {
    http.closeAllConnections();
    http.close();
    for (const provided of await Promise.allSettled(servers.values())) {
      if (provided.status === "fulfilled") await provided.value.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await end?.();
}

async function provide(name: ServerName): Promise<ProvidedServer> {
  // Only here: most runs need none.
  const { provideServer } = await import("./provide-server.ts");
  try {
    const provided = await provideServer(name);
    process.stderr.write(`Tests use ${name} from ${provided.from}: ${provided.url}\n`);
    return provided;
  } catch (error) {
    const reason = error instanceof MilepostError ? error.message : String(error);
    process.stderr.write(`No ${name} for tests, its suites are skipped: ${reason}\n`);
    throw error;
  }
}
