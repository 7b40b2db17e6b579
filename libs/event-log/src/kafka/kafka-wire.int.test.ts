import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { once } from "node:events";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { metadataRequest } from "./cluster-requests.ts";
import { createKafkaWire, send } from "./kafka-wire.ts";
import type { KafkaBroker, KafkaWire } from "./kafka-wire.ts";

const NOBODY = "127.0.0.1:1";
const brokers = await testServer("kafka");

describe.skipIf(brokers === undefined)("the connection to Kafka, on kafkajs' insides", () => {
  let proxy: Proxy;
  let wire: KafkaWire;
  beforeEach(async () => {
    proxy = await startProxy(brokers ?? "");
    wire = createKafkaWire({ brokers: [NOBODY, proxy.address], logger: silentLogger() });
  });
  afterEach(async () => {
    await wire.close();
    await proxy.close();
  });
  const ask = (): Promise<number> => wire.ask("any", countBrokers);

  test("an address that does not answer leads to the next one", async () => {
    expect(await ask()).toBe(1);
  });

  test("questions at once share the two connections to a broker", async () => {
    await Promise.all(Array.from({ length: 10 }, ask));
    expect(proxy.connections()).toBe(2);
  });

  test("a connection that was cut is made anew", async () => {
    await ask();
    proxy.cut();
    await ask().catch(() => undefined);
    expect(await ask()).toBe(1);
    expect(proxy.connections()).toBe(4);
  });

  test("closing rejects a question that waits, and every later one", async () => {
    await ask();
    proxy.swallow();
    const waiting = ask();
    waiting.catch(() => undefined);
    await proxy.swallowed();
    await wire.close();
    await expect(waiting).rejects.toMatchObject({ code: "log_closed" });
    await expect(ask()).rejects.toMatchObject({ code: "log_closed" });
  });
});

async function countBrokers(broker: KafkaBroker): Promise<number> {
  return (await send(broker, metadataRequest([]))).brokers.length;
}

/** Stands between the client and the broker, and can fail in between. */
interface Proxy {
  readonly address: string;
  /** How many connections there were. */
  connections(): number;
  cut(): void;
  /** Passes on nothing more. */
  swallow(): void;
  /** Resolves once something was not passed on. */
  swallowed(): Promise<void>;
  close(): Promise<void>;
}

async function startProxy(target: string): Promise<Proxy> {
  const [host = "", port = ""] = target.split(":");
  const sockets = new Set<Socket>();
  const swallowed = Promise.withResolvers<void>();
  let connections = 0;
  let passesOn = true;
  const server: Server = createServer((client) => {
    connections += 1;
    const broker = connect({ host, port: Number(port) });
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.on("data", (chunk) => {
      if (passesOn) broker.write(chunk);
      else swallowed.resolve();
    });
    broker.on("data", (chunk) => client.write(chunk));
    client.on("close", () => broker.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    cut,
    swallow: () => (passesOn = false),
    swallowed: () => swallowed.promise,
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
