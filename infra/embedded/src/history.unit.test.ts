import { silentLogger } from "@milepost/runtime";
import { expect, it } from "vitest";
import { createHistory } from "./history.ts";
import type { History } from "./history.ts";

it("is filled once the work it was started with is through, and not before it was started", async () => {
  const work = Promise.withResolvers<void>();
  const steps: string[] = [];
  const history = historyOf(() => work.promise.then(() => void steps.push("work")));
  const filled = history.filled().then(() => steps.push("filled"));
  history.resume();
  work.resolve();
  await filled;
  expect(steps).toEqual(["work", "filled"]);
});

it("tells whoever waits for it when Milepost stops, started or not", async () => {
  const unstarted = historyOf(() => Promise.resolve());
  const waiting = unstarted.filled().catch((error: unknown) => error);
  await unstarted.close();
  expect(await waiting).toMatchObject({ code: "aborted" });
});

function historyOf(fill: () => Promise<void>): History {
  return createHistory({ fill, report: () => undefined, onDone: () => undefined, logger: silentLogger() });
}
