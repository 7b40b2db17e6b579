import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockDataFolder } from "./data-folder-lock.ts";

const CHILD = fileURLToPath(new URL("lock-folder.child.ts", import.meta.url));

describe("the lock of a data folder", () => {
  let dir = "";
  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), "milepost-lock-")), "not", "there yet");
  });
  afterEach(async () => rm(dir, { recursive: true, force: true }));

  test("another process' folder is refused with the way out, and is free at once after kill -9", async () => {
    const child = spawn(process.execPath, [CHILD, dir], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const refused = await lockDataFolder(dir).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "data_folder_in_use", details: { dir, pid: child.pid } });
    expect(String(refused)).toMatch(/stop that one, or set MILEPOST_DATA to another folder/);
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = await lockDataFolder(dir);
    await lock.close();
  });

  test("a second deployment in the same process is refused, and taken after the first let go", async () => {
    const first = await lockDataFolder(dir);
    await expect(lockDataFolder(dir)).rejects.toMatchObject({ code: "data_folder_in_use" });
    await first.close();
    await first.close();
    const second = await lockDataFolder(dir);
    await second.close();
  });
});
