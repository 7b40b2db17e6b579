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
