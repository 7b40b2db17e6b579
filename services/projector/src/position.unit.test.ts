import type { LogRecord } from "@milepost/event-log";
import { expect, test } from "vitest";
import { createPositionWaiters } from "./position-waiters.ts";
import { positionAfter, reaches, versionOf, within } from "./position.ts";

const at = (partition: number, offset: number): LogRecord => ({
  topic: "observations",
  partition,
  offset,
  key: "",
  value: null,
  text: "",
});

test("a position goes on with the records that were taken, and never back", () => {
  const position = positionAfter({ "observations/0": 9, "runs/0": 2 }, [at(1, 4), at(0, 3)]);
  expect(position).toEqual({ "observations/0": 9, "observations/1": 5, "runs/0": 2 });
  expect(versionOf(position)).toBe(16);
  expect(within(position, ["runs"])).toEqual({ "runs/0": 2 });
});

test("a position reaches another only when it does so in every partition; one that is not named stands at 0", () => {
  expect(reaches({ "runs/0": 2 }, { "runs/0": 2, "people/0": 0 })).toBe(true);
  expect(reaches({ "runs/0": 2 }, { "runs/0": 1, "people/0": 1 })).toBe(false);
});

test("who waits is told once the position is there, and that it will not come when it was closed", async () => {
  const waiters = createPositionWaiters("derivation");
  const there = waiters.waitFor({ "runs/0": 2 });
  const never = waiters.waitFor({ "runs/0": 3 });
  waiters.reached({ "runs/0": 2 });
  await there;
  waiters.close();
  await expect(never).rejects.toMatchObject({ code: "aborted" });
  await waiters.waitFor({ "runs/0": 1 });
});
