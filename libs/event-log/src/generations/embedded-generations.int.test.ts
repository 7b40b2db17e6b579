import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@milepost/runtime";
import { logOn } from "../embedded-log.ts";
import { openLmdbEnvironment } from "../lmdb-environment.ts";
import { generationsOn } from "./embedded-generations.ts";
import { generationsDyingSuite } from "./generations-dying.suite.ts";
import { generationsRestoreSuite } from "./generations-restore.suite.ts";
import { generationsSuite } from "./generations.suite.ts";
import type { GenerationsFactory } from "./generations-under-test.ts";

const FACTORY: GenerationsFactory = {
  name: "LMDB files",
  open: async () => {
    const dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
    const place = { dir, prefix: "milepost" };
    // A process opens the files once: a second time could wait for the first one for ever.
    const environment = openLmdbEnvironment(dir, place.prefix);
    const opened: { close(): Promise<void> }[] = [environment];
    return {
      child: { on: "files", ...place },
      openLog: async (onGenerationChanged) => {
        const log = logOn(environment, { logger: silentLogger(), onGenerationChanged });
        opened.push(log);
        return log;
      },
      openStorage: () => generationsOn(environment),
      close: async () => {
        for (const each of opened.toReversed()) await each.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  },
};

generationsSuite(FACTORY);
generationsDyingSuite(FACTORY);
generationsRestoreSuite(FACTORY);
