import { silentLogger } from "@milepost/runtime";
import { openEmbeddedLog } from "./embedded-log.ts";
import { sampleRecord } from "./log-under-test.ts";

/** Keys of one append: enough to reach every partition. */
const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const APPENDS_AT_ONCE = 3;
const MOST_APPENDS = 100_000;

/** Appends to the log in the folder named as argument until it is killed or the disk is full; says what was acknowledged. */
async function appendForever(dir: string): Promise<void> {
  const log = await openEmbeddedLog({ dir, prefix: "milepost", logger: silentLogger() });
  let next = 0;
  const appendOn = async (): Promise<void> => {
    while (next < MOST_APPENDS) {
      const append = next;
      next += 1;
      await log.append(KEYS.map((key) => sampleRecord(key, `${append}`)));
      process.stdout.write(`${append}\n`);
    }
  };
  const failures: unknown[] = [];
  const appendOnOrStop = (): Promise<void> =>
    appendOn().catch((error: unknown) => {
      next = MOST_APPENDS;
      failures.push(error);
    });
  await Promise.all(Array.from({ length: APPENDS_AT_ONCE }, appendOnOrStop));
  const { code, retryable } = failures[0] as { code: string; retryable: boolean };
  const end = await log.end(["observations"]);
  process.stdout.write(`${JSON.stringify({ code, retryable, end })}\n`);
  await log.close();
}

await appendForever(process.argv[2] ?? "");
