import { expect, it } from "vitest";
import { eachByItself, inTurns } from "./each-by-itself.ts";

it("one that fails is left out and told of, and keeps back no other", async () => {
  const told: unknown[] = [];
  const halves = await eachByItself([2, 3, 4], {
    act: (item) => {
      if (item % 2 === 1) throw new Error("odd");
      return item / 2;
    },
    failed: "it could not be halved",
    named: String,
    logger: { error: (...said: readonly unknown[]) => told.push(said) },
  });
  expect(halves).toEqual([1, 2]);
  expect(told).toEqual([[{ err: new Error("odd"), of: "3" }, "it could not be halved"]]);
});

it("whoever asks meanwhile is answered between two", async () => {
  const seen: string[] = [];
  const act = (item: number): void => {
    seen.push(`did ${item}`);
    setImmediate(() => seen.push(`asked after ${item}`));
  };
  await eachByItself([1, 2], { act, failed: "", named: String, logger: { error: () => undefined } });
  expect(seen.slice(0, 3)).toEqual(["did 1", "asked after 1", "did 2"]);
});

it("whoever asks is answered while one is under way, too", async () => {
  const seen: string[] = [];
  function* steps(): Generator<void, string> {
    setImmediate(() => seen.push("asked"));
    yield;
    seen.push("went on");
    return "done";
  }
  expect(await inTurns(steps())).toBe("done");
  expect(seen).toEqual(["asked", "went on"]);
});
