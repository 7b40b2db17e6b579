import { expect, it } from "vitest";
import { shortened } from "./shortened.ts";

it("a text in a message is no longer than it may be, and stays whole Unicode", () => {
  expect(shortened("short")).toBe("short");
  expect(shortened("x".repeat(60))).toBe("x".repeat(60));
  expect(shortened("x".repeat(61))).toBe(`${"x".repeat(60)}…`);
  expect(shortened("ab😀cd", 3)).toBe("ab…");
  expect(shortened("ab😀cd", 4)).toBe("ab😀…");
});
