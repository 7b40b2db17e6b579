import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@milepost/runtime";
import { openEmbeddedLog } from "./embedded-log.ts";
import { eventLogSuite } from "./event-log.suite.ts";

eventLogSuite({
  name: "LMDB files",
  open: async () => {
    const dir = await mkdtemp(join(tmpdir(), "milepost-log-"));
    const open = (): ReturnType<typeof openEmbeddedLog> =>
      openEmbeddedLog({ dir, prefix: "milepost", logger: silentLogger() });
    let log = await open();
    return {
      log,
      reopen: async () => {
        await log.close();
        log = await open();
        return log;
      },
      close: async () => {
        await log.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  },
});
