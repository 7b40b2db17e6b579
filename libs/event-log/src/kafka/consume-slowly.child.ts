import { once } from "node:events";
import { silentLogger } from "@milepost/runtime";
import { consumeOptions } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";

const SESSION_TIMEOUT_MS = 1_500;

/**
 * Consumes `strategy` as group "g" of the log named by its arguments (brokers, prefix). Says which offsets it takes, and
 * finishes each batch when it reads something; says each commit.
 */
async function consumeSlowly(brokers: string, prefix: string): Promise<void> {
  const log = await openKafkaLog({
    brokers: [brokers],
    prefix,
    logger: silentLogger(),
    limits: { sessionTimeoutMs: SESSION_TIMEOUT_MS },
  });
  const say = (word: string): void => void process.stdout.write(`${word}\n`);
  log.consume(
    consumeOptions({
      group: "g",
      topics: ["strategy"],
      onBatch: async (records) => {
        say(`taken ${records.map(({ offset }) => offset).join(",")}`);
        await once(process.stdin, "data");
      },
      onStep: (step) => say(step),
    }),
  );
}

await consumeSlowly(process.argv[2] ?? "", process.argv[3] ?? "");
