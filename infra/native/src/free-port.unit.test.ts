import { createServer } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import { freePort } from "./native-server.ts";

it("ports are given once each, can be listened on, and are none that a connection may have", async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, () => freePort()));
  expect(new Set(ports).size).toBe(100);
  // Linux gives connections ports from 32,768 on, others from higher ones.
  expect(Math.max(...ports)).toBeLessThan(32_768);
  const [port = 0] = ports;
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
});
