import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { untilStopped } from "./until-stopped.ts";

test("a process that is told to stop stands still once that resolves, however busy it is", async () => {
  const busy = spawn(process.execPath, ["-e", "for (;;) process.stdout.write('.')"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(busy.stdout, "data");
  busy.kill("SIGSTOP");
  await untilStopped(busy.pid ?? 0);
  expect(execFileSync("ps", ["-o", "state=", "-p", String(busy.pid)], { encoding: "utf8" })).toMatch(/^T/);
  busy.kill("SIGKILL");
  await once(busy, "exit");
});
