import { expect, it } from "vitest";
import { oncePerKey } from "./repeated-commands.ts";

it("a repeated key runs the command once, also while it runs; another key or none runs it again", async () => {
  const once = oncePerKey<number>();
  let runs = 0;
  const command = (): Promise<number> => Promise.resolve((runs += 1));
  expect(await Promise.all([once("a", command), once("a", command)])).toEqual([1, 1]);
  expect(await once("a", command)).toBe(1);
  expect([await once("b", command), await once(undefined, command), await once(undefined, command)]).toEqual([
    2, 3, 4,
  ]);
});

it("a command that failed may be tried again under its key", async () => {
  const once = oncePerKey<string>();
  await expect(once("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await once("a", () => Promise.resolve("yes"))).toBe("yes");
});
