import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { errorCode } from "@milepost/runtime";
import type { EventLog } from "../index.ts";
import { idOf, readAll, sampleRecord } from "../log-under-test.ts";
import type { AttemptStep } from "./generation-attempt.ts";
import { fill, generationsOf, meaningOf, nextGeneration } from "./generations-under-test.ts";
import type { GenerationsFactory, GenerationsUnderTest } from "./generations-under-test.ts";
import type { DyingCopy } from "./next-generation.child.ts";

const CHILD = fileURLToPath(new URL("next-generation.child.ts", import.meta.url));

/** Whether the log that was live takes appends after its copy died at the step; undefined: it may or may not. */
const TAKES_APPENDS: Readonly<Record<AttemptStep, boolean | undefined>> = {
  begun: true,
  copying: true,
  // It is written down that it is sealed; brokers hear of it a moment later.
  sealing: undefined,
  sealed: false,
  // A copy of the live log is sealed by then.
  copied: false,
  activating: false,
  activated: false,
};
const STEPS = Object.keys(TAKES_APPENDS) as readonly AttemptStep[];

/** What is left of a copy whose process is killed, and how it goes on. */
export function generationsDyingSuite(factory: GenerationsFactory): void {
  describe(`a copy of a log on ${factory.name} whose process is killed`, () => {
    let under: GenerationsUnderTest;
    let log: EventLog;
    beforeEach(async () => {
      under = await factory.open();
      log = await under.openLog();
    });
    afterEach(async () => under.close());

    test.each(STEPS)(
      "at %s leaves a log that can be used, or says that it goes on soon, and is completed",
      async (killAt) => {
        await fill(log, 2);
        const before = await meaningOf(log);
        expect(await dyingCopy({ storage: under.child, killAt })).toBe("SIGKILL");
        const appended = await log.append([sampleRecord("key-1", "meanwhile")]).then(
          () => true,
          (error: unknown) => errorCode(error) !== "log_unavailable" && Promise.reject(error),
        );
        expect(appended).toBe(TAKES_APPENDS[killAt] ?? appended);
        const generations = generationsOf(under.openStorage(), { worker: "parent", silentMs: 0 });
        const { generation, next } = await generations.control();
        const written = killAt === "activating" ? "copied" : killAt;
        expect([generation, next?.step]).toEqual(killAt === "activated" ? [2, undefined] : [1, written]);
        if (written === "copied") await generations.finish();
        else if (killAt !== "activated") await nextGeneration(generations);
        await generations.removeKept();
        const after = await under.openLog();
        expect((await generations.control()).kept.map((kept) => kept.generation)).toEqual([1]);
        const ids = (await readAll(after)).map(idOf);
        expect(ids.filter((id) => id === "meanwhile")).toHaveLength(appended ? 1 : 0);
        expect(ids).toHaveLength((await readAll(log)).length);
        expect(await meaningOf(after)).toEqual(appended ? await meaningOf(log) : before);
        await after.append([sampleRecord("key-1", "afterwards")]);
      },
    );
  });
}

/** Copies in a process of its own, and resolves with the signal that ended it. */
function dyingCopy(asked: DyingCopy): Promise<string | null> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(asked)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
}
