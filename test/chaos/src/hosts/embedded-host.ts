import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { freePort } from "@milepost/native/native-server";
import { silentLogger } from "@milepost/runtime";
import { groupMembers, signalGroup, spawnMilepost } from "@milepost/testkit/running-milepost";
import { COMPILE_CACHE, compileOnce } from "../compile-cache.ts";
import { askAt, openReopened } from "../deployment.ts";
import { dying } from "../processes.ts";
import type { Kill } from "../processes.ts";
import type { Host } from "./host.ts";
import { OutOfTime } from "../out-of-time.ts";

const READY_ASKED_EVERY_MS = 100;
const READY_WITHIN_MS = 300_000;

type Spawned = ReturnType<typeof spawnMilepost>;

/** `npm start` on a data folder of its own. */
export async function openEmbeddedHost(
  name: string,
  more: Readonly<Record<string, string>> = { MILEPOST_DEMO: "0" },
): Promise<Host> {
  const dir = mkdtempSync(join(tmpdir(), `milepost-chaos-${name}-`));
  mkdirSync(join(dir, "inbox"), { recursive: true });
  const [port, sqlPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = {
    MILEPOST_PORT: String(port),
    MILEPOST_CLICKHOUSE_PORT: String(sqlPort),
    ...COMPILE_CACHE,
    ...more,
  };
  await compileOnce("infra/embedded/src/main.ts");
  const logAt = { dir: join(dir, "log"), prefix: "milepost", logger: silentLogger() };
  const live = await openReopened(() => openEmbeddedLog(logAt));
  let running: Spawned | undefined;
  let isArmed = false;
  const isUp = (): boolean => running !== undefined && isAlive(running);
  const spawn = (kill?: Kill): Spawned => {
    isArmed = kill !== undefined;
    running = spawnMilepost({ dataDir: dir, env: { ...env, ...dying(kill) } });
    return running;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (running !== undefined) signalGroup(running.child, signal);
    await gone(running);
  };
  return {
    name,
    dataDir: dir,
    get log() {
      return live.log();
    },
    reopenLog: () => live.reopen(),
    ask: askAt(() => `http://127.0.0.1:${sqlPort}`, "milepost"),
    eventsUrl: url,
    rebuildsUrl: url,
    assessmentsUrl: url,
    startDying: async (kill) => {
      await end("SIGKILL");
      const victim = spawn(kill);
      const died = victim.exited.then(async () => {
        // The SQL engine is a process of the same tree; what kills one machine kills both.
        signalGroup(victim.child, "SIGKILL");
        await gone(victim);
        if (victim.child.signalCode === "SIGKILL") return;
        throw new Error(`npm start was to be killed, it ended by itself:\n${victim.said()}`);
      });
      died.catch(() => undefined);
      return { isAlive: () => isAlive(victim), died };
    },
    revive: async () => {
      if (!isUp()) spawn();
    },
    start: async () => {
      if (isArmed) await end("SIGKILL");
      await untilReady(url, isUp() ? (running as Spawned) : spawn());
    },
    close: async () => {
      await end("SIGINT");
      await live.log().close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Resolves once no process of a tree is left: the next one needs its ports. */
async function gone(spawned: Spawned | undefined): Promise<void> {
  if (spawned === undefined) return;
  await spawned.exited;
  signalGroup(spawned.child, "SIGKILL");
  const group = spawned.child.pid;
  while (group !== undefined && (await groupMembers(group)).length > 0) await delay(READY_ASKED_EVERY_MS);
}

async function untilReady(url: string, spawned: Spawned): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (!isAlive(spawned)) throw new Error(`npm start ended by itself:\n${spawned.said()}`);
    if (performance.now() > deadline) throw new OutOfTime(`Not ready:\n${spawned.said()}`);
    await delay(READY_ASKED_EVERY_MS);
  }
}

function isAlive({ child }: Spawned): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok === true;
}
