import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  groupMembers,
  spawnMilepost,
  startMilepost,
  temporaryFolder,
} from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

const folder = temporaryFolder();
afterAll(folder.remove);

describe("an empty deployment", () => {
  let running: RunningMilepost;
  const env = { MILEPOST_DEMO: "0" };
  beforeAll(async () => {
    running = await startMilepost({ dataDir: folder.path, env });
  });
  afterAll(async () => void (await running.stop()));

  it("a data folder in use gets one sentence with the way out, and exit code 1", async () => {
    const second = spawnMilepost({ dataDir: folder.path, env });
    expect(await second.exited).toBe(1);
    expect(second.said()).toMatch(/in use/i);
    expect(second.said()).toContain("MILEPOST_DATA");
    expect(second.said()).not.toContain("    at ");
  });

  it("Ctrl-C ends every process, and says so", async () => {
    expect(await running.stop()).toBe(0);
    expect(running.said()).toContain("Milepost has stopped");
    expect(await groupMembers(running.process.pid ?? 0)).toEqual([]);
  });
});

it.each(["MILEPOST_PORT", "MILEPOST_CLICKHOUSE_PORT"])(
  "a port in use (%s) gets one sentence with the way out, and exit code 1",
  async (setting) => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => blocker.once("listening", resolve));
    const port = String((blocker.address() as AddressInfo).port);
    const own = temporaryFolder();
    const refused = spawnMilepost({ dataDir: own.path, env: { MILEPOST_DEMO: "0", [setting]: port } });
    expect(await refused.exited).toBe(1);
    expect(refused.said()).toContain(port);
    expect(refused.said()).toContain(setting);
    expect(refused.said()).not.toContain("    at ");
    expect(await groupMembers(refused.child.pid ?? 0)).toEqual([]);
    blocker.close();
    own.remove();
  },
);

it("asked to stop while it opens, it does not wait for a server that hangs", async () => {
  const asked = Promise.withResolvers<void>();
  const hanging = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
  await new Promise((resolve) => hanging.once("listening", resolve));
  const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  const own = temporaryFolder();
  const opening = spawnMilepost({ dataDir: own.path, env: { MILEPOST_DEMO: "0", CLICKHOUSE_URL: url } });
  await asked.promise;
  opening.child.kill("SIGTERM");
  expect(await opening.exited).toBe(0);
  expect(opening.said()).toContain("Milepost has stopped");
  expect(await groupMembers(opening.child.pid ?? 0)).toEqual([]);
  hanging.close();
  own.remove();
});

it("unusable settings are all named at once", async () => {
  const own = temporaryFolder();
  const env = { MILEPOST_PORT: "http", MILEPOST_HOST: "0.0.0.0", MILEPOST_DATABASE: "No!" };
  const refused = spawnMilepost({ dataDir: own.path, env });
  expect(await refused.exited).toBe(1);
  for (const setting of Object.keys(env)) expect(refused.said()).toContain(setting);
  expect(refused.said()).toContain("API tokens");
  own.remove();
});
