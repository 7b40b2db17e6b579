import { expect, it } from "vitest";
import { createLifecycle } from "./lifecycle.ts";
import { silentLogger } from "./logger.ts";

it("parts close in reverse order, once, and a failing one does not keep the others open", async () => {
  const lifecycle = createLifecycle(silentLogger());
  const closed: string[] = [];
  const part = (name: string, fails = false): { close(): Promise<void> } => ({
    close: () => {
      closed.push(name);
      return fails ? Promise.reject(new Error(name)) : Promise.resolve();
    },
  });
  lifecycle.own("log", part("log"));
  lifecycle.own("store", part("store", true));
  lifecycle.own("server", part("server"));
  await Promise.all([lifecycle.close(), lifecycle.close()]);
  expect(closed).toEqual(["server", "store", "log"]);
});

it("what is still being opened when everything was closed is closed as soon as it is there", async () => {
  const lifecycle = createLifecycle(silentLogger());
  await lifecycle.close();
  const closed = Promise.withResolvers<string>();
  lifecycle.own("log", { close: async () => closed.resolve("log") });
  expect(await closed.promise).toBe("log");
  expect(lifecycle.open()).toEqual([]);
});
