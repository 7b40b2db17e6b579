import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@milepost/runtime";
import { openEmbeddedLog } from "./embedded-log.ts";
import type { EventLog } from "./index.ts";
import { eventLogSuite } from "./event-log.suite.ts";

eventLogSuite({
  name: "LMDB files",
  sharesGroups: false,
  open: async () => {
    const dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
    const open = (): ReturnType<typeof openEmbeddedLog> =>
      openEmbeddedLog({ dir, prefix: "milepost", logger: silentLogger() });
    let log = await open();
    const others: EventLog[] = [];
    return {
      log,
      reopen: async () => {
        await log.close();
        log = await open();
        return log;
      },
      openAnother: async () => {
        const other = await open();
        others.push(other);
        return other;
      },
      close: async () => {
        for (const each of [...others, log]) await each.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  },
});
