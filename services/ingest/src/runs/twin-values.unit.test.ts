import { expect, it } from "vitest";
import type { LastKnown } from "./last-values.ts";
import { openTwins } from "./twin-values.ts";

const TOWN = "Köln".normalize("NFC");

function known(value: string | null): LastKnown {
  const said = { time: 1, value, isComplete: true };
  return { firstSource: "s", id: "e", said, hasChanged: false, counting: { ...said, source: "s" } };
}

function twinOf(...values: readonly (readonly [string, LastKnown])[]): (key: string) => string | undefined {
  const twins = openTwins({ areNumbers: true });
  for (const [key, one] of values) twins.take(key, one);
  return (key) => twins.of(key);
}

it("a value that counts under a member of another form is found, one that was taken back is not", () => {
  const old = `k/plant=${TOWN.normalize("NFD")}/2026-08/actual`;
  const plain = `k/plant=${TOWN}/2026-08/actual`;
  expect(twinOf([old, known("1")])(plain)).toBe(old);
  expect(twinOf([old, known(null)])(plain)).toBeUndefined();
  expect(twinOf([plain, known("1")])(plain)).toBeUndefined();
});

it("so is that of a number that was written with zeros, and no other number", () => {
  const of = twinOf(
    ["k/line=7.0,plant=a/2026-08/actual", known("1")],
    ["k/line=8.05,plant=a/2026-08/actual", known("1")],
    ["k/line=7.50,plant=a/b/2026-08/actual", known("1")],
    ["k/line=1e3/2026-08/actual", known("1")],
    ["k/line=-0/2026-08/actual", known("1")],
  );
  expect(of("k/line=7.5,plant=a/b/2026-08/actual")).toBe("k/line=7.50,plant=a/b/2026-08/actual");
  expect(of("k/line=1000/2026-08/actual")).toBe("k/line=1e3/2026-08/actual");
  expect(of("k/line=0/2026-08/actual")).toBe("k/line=-0/2026-08/actual");
  expect(of("k/line=7,plant=a/2026-08/actual")).toBe("k/line=7.0,plant=a/2026-08/actual");
  expect(of("k/line=8,plant=a/2026-08/actual")).toBeUndefined();
});

it("texts that look like numbers are members of their own", () => {
  const twins = openTwins({ areNumbers: false });
  twins.take("k/release=2.0/2026-08/actual", known("1"));
  expect(twins.of("k/release=2/2026-08/actual")).toBeUndefined();
});
