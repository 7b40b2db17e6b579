import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeKafkaIsPossible, startNativeKafka } from "@milepost/native/testing/native-kafka";
import type { NativeServer } from "@milepost/native/testing/native-kafka";
import { silentLogger } from "@milepost/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf, readAll, sampleRecord } from "../log-under-test.ts";
import { openKafkaLog } from "./kafka-log.ts";

const RUNS = 3;
/** An answer that does not come is soon given up; the broker has written by then. */
const SEND_TIMEOUT_MS = 400;

/** What happens to answers on the way: nothing, they are lost, or the connection with them. */
type Trouble = "none" | "answer" | "connection";

interface Weather {
  readonly trouble: Trouble;
  readonly appends: number;
}

/** So many that kafkajs, too, has given up the first of them. */
const LONG_OUTAGE: readonly Weather[] = [
  { trouble: "none", appends: 1 },
  { trouble: "connection", appends: 8 },
];

describe.skipIf(!(await nativeKafkaIsPossible()))("appends to Kafka over a bad line", () => {
  let dir = "";
  let line: Line;
  let broker: NativeServer;
  let deployment = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "milepost-kafka-"));
    line = await openLine();
    const properties = { "advertised.listeners": `PLAINTEXT://${line.address}` };
    broker = await startNativeKafka({ dir, properties });
    line.leadTo(broker.url);
  });
  afterAll(async () => {
    await line.close();
    await broker.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test("whatever answers are lost on the way, what was acknowledged is there once, in order, and nothing is there twice", async () => {
    const weather = fc.record({
      trouble: fc.constantFrom<Trouble>("none", "answer", "connection"),
      appends: fc.integer({ min: 1, max: 4 }),
    });
    const property = fc.asyncProperty(fc.array(weather, { maxLength: 5 }), async (coming) => {
      deployment += 1;
      const prefix = `line-${deployment}`;
      const limits = { sendTimeoutMs: SEND_TIMEOUT_MS };
      const log = await openKafkaLog({ brokers: [line.address], prefix, logger: silentLogger(), limits });
      const acknowledged: string[] = [];
      let next = 0;
      // As many records each time, to one partition: with the same numbers one would be taken for another.
      const append = async (): Promise<void> => {
        const id = `${next}`;
        next += 1;
        await log.append([sampleRecord("a", id)]).then(
          () => acknowledged.push(id),
          (error: unknown) => expect(error).toMatchObject({ code: "log_unavailable", retryable: true }),
        );
      };
      for (const { trouble, appends } of coming) {
        line.lose(trouble);
        for (const last = next + appends; next < last;) await append();
      }
      line.lose("none");
      for (const before = acknowledged.length; acknowledged.length === before;) await append();
      const ids = (await readAll(log)).map(idOf);
      await log.close();
      expect(ids.filter((id) => acknowledged.includes(id))).toEqual(acknowledged);
      expect(new Set(ids).size).toBe(ids.length);
    });
    await fc.assert(property, { numRuns: RUNS, examples: [[[...LONG_OUTAGE]]], endOnFailure: true });
  });
});

/** Stands between the client and the broker. */
interface Line {
  readonly address: string;
  leadTo(target: string): void;
  /** Passes everything on to the broker, but from now on no answer comes back, or the connection breaks instead. */
  lose(what: Trouble): void;
  close(): Promise<void>;
}

async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>();
  let target = { host: "", port: 0 };
  let losing: Trouble = "none";
  const server = createServer((client) => {
    const toBroker = connect(target);
    for (const socket of [client, toBroker]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        toBroker.destroy();
      });
    }
    client.pipe(toBroker);
    toBroker.on("data", (bytes) => {
      if (losing === "none") client.write(bytes);
      if (losing === "connection") client.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (url) => {
      const [host = "", port = ""] = url.split(":");
      target = { host, port: Number(port) };
    },
    lose: (what) => (losing = what),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
