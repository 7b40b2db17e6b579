import type { ServerName } from "./provide-server.ts";

/**
 * The address of the run's shared server, started by whoever asks first; undefined where it can be neither found nor
 * started, so that a suite skips itself: `describe.skipIf((await testServer("kafka")) === undefined)`.
 */
export async function testServer(name: ServerName): Promise<string | undefined> {
  const servers = process.env["MILEPOST_TEST_SERVERS"];
  if (servers === undefined) throw new Error("No test servers: is the setup in vitest.config.ts?");
  const response = await fetch(`${servers}/${name}`);
  return response.ok ? response.text() : undefined;
}
