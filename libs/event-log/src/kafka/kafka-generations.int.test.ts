import { openTestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { describe } from "vitest";
import { generationsDyingSuite } from "../generations/generations-dying.suite.ts";
import { generationsRestoreSuite } from "../generations/generations-restore.suite.ts";
import { generationsSuite } from "../generations/generations.suite.ts";
import type { GenerationsFactory } from "../generations/generations-under-test.ts";
import { openKafkaGenerations } from "./kafka-generations.ts";
import { openKafkaLog } from "./kafka-log.ts";

const FACTORY: GenerationsFactory = {
  name: "Kafka",
  open: async () => {
    const kafka = await openTestKafka();
    const { brokers, prefix } = kafka;
    // What is written to topics that are gone is given up soon.
    const options = { brokers, prefix, logger: silentLogger(), limits: { sendTimeoutMs: 3_000 } };
    const opened: { close(): Promise<void> }[] = [];
    return {
      child: { on: "kafka", brokers, prefix },
      openLog: async (onGenerationChanged) => {
        const told = onGenerationChanged === undefined ? {} : { onGenerationChanged };
        const log = await openKafkaLog({ ...options, ...told });
        opened.push(log);
        return log;
      },
      openStorage: () => {
        const storage = openKafkaGenerations(options);
        opened.push(storage);
        return storage;
      },
      close: async () => {
        for (const each of opened.toReversed()) await each.close();
        await kafka.close();
      },
    };
  },
};

describe.skipIf((await testServer("kafka")) === undefined)("on a broker", () => {
  generationsSuite(FACTORY);
  generationsDyingSuite(FACTORY);
  generationsRestoreSuite(FACTORY);
});
