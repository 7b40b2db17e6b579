import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { freePort } from "./native-server.ts";
import { startNativeRedis } from "./redis/start-redis.ts";
import { testServer } from "./testing/test-server.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

// A Redis that could be started for the tests can be started here.
describe.skipIf((await testServer("redis")) === undefined)("the native stack", () => {
  let dir = "";
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "milepost-native-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("a server keeps its data and its port over kill -9 and a restart", async () => {
    const redis = await startNativeRedis({ dir });
    const { pid, port } = redis;
    // Redis writes to disk once a second; the kill takes what the system has not been given yet.
    expect(await ask(port, "CONFIG SET appendfsync always")).toBe("+OK");
    expect(await ask(port, "SET name kept")).toBe("+OK");
    await redis.kill("SIGKILL");
    expect(isAlive(pid)).toBe(false);
    await redis.restart();
    expect(redis.port).toBe(port);
    expect(redis.pid).not.toBe(pid);
    expect(await ask(port, "GET name")).toBe("$4 kept");
    await redis.stop();
    expect(isAlive(redis.pid)).toBe(false);
  });

  test("a taken port is said, with the way out", async () => {
    const first = await startNativeRedis({ dir });
    const second = await startNativeRedis({ dir, port: first.port }).catch((error: unknown) => error);
    expect(second).toMatchObject({ code: "address_in_use" });
    expect(String(second)).toContain("choose another port for Redis");
    await first.stop();
  });

  test.each(["SIGINT", "SIGKILL"] as const)(
    "`npm run stack` prints the settings, and leaves nothing behind when it ends by %s",
    async (signal) => {
      const port = String(await freePort());
      const args = [MAIN, "--only", "redis", "--redis-port", port, "--data", dir];
      const stack = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
      const exited = once(stack, "exit");
      const [line] = (await once(createInterface({ input: stack.stdout }), "line")) as [string];
      expect(line).toBe(`export REDIS_URL=redis://127.0.0.1:${port}`);
      const pid = Number(/process_id:(\d+)/.exec(await ask(Number(port), "INFO server"))?.[1]);
      expect(isAlive(pid)).toBe(true);
      stack.kill(signal);
      await exited;
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { interval: 10, timeout: 5_000 });
    },
  );
});

/** Sends one command in Redis' inline form and gives the first answer, line breaks as spaces. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString().trim().replaceAll("\r\n", " ");
}

/** True while a process runs; one that only waits to be reaped does not. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, "utf8"));
}
