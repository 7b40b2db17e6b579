import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("who holds the gate knows that no batch is under way, and batches wait until it is let go", async () => {
  const gate = createGate();
  const said: string[] = [];
  const first = gate.through(async () => {
    await Promise.resolve();
    said.push("first");
  });
  const release = await gate.hold();
  expect(said).toEqual(["first"]);
  const second = gate.through(async () => void said.push("second"));
  await first;
  said.push("held");
  release();
  await second;
  expect(said).toEqual(["first", "held", "second"]);
});

test("a batch that fails is told to who brought it, and the next one runs", async () => {
  const gate = createGate();
  await expect(gate.through(() => Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
  await gate.through(() => Promise.resolve());
});

test("closing rejects the batches that wait behind a gate that nobody lets go", async () => {
  const gate = createGate();
  await gate.hold();
  const waiting = gate.through(() => Promise.resolve());
  gate.close();
  await expect(waiting).rejects.toMatchObject({ code: "aborted" });
});
