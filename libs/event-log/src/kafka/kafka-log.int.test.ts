import { openTestKafka } from "@milepost/native/testing/test-kafka";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { describe } from "vitest";
import { eventLogSuite } from "../event-log.suite.ts";
import type { EventLog } from "../index.ts";
import { openKafkaLog } from "./kafka-log.ts";

describe.skipIf((await testServer("kafka")) === undefined)("on a broker", () => {
  eventLogSuite({
    name: "Kafka",
    sharesGroups: true,
    open: async () => {
      const kafka = await openTestKafka();
      const open = (): ReturnType<typeof openKafkaLog> =>
        openKafkaLog({ brokers: kafka.brokers, prefix: kafka.prefix, logger: silentLogger() });
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
          await kafka.close();
        },
      };
    },
  });
});
