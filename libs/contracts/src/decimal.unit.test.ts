import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalProblem, decimalText, plainDecimal } from "./decimal.ts";

describe("a decimal text", () => {
  it.each([
    ["0.914", "0.914"],
    ["1.50", "1.5"],
    ["100", "100"],
    ["-0", "0"],
    ["-0.00", "0"],
    ["-0e5", "0"],
    ["0e999", "0"],
    ["1e3", "1000"],
    ["1E+3", "1000"],
    ["1e-3", "0.001"],
    ["-1.5e-2", "-0.015"],
    ["12.345e-1", "1.2345"],
    ["12.345e1", "123.45"],
    ["12.345e3", "12345"],
    ["0.0001e2", "0.01"],
    ["1.0000000000", "1"],
    ["99999999999999999999999999999.999999999", "99999999999999999999999999999.999999999"],
  ])("%s is kept as %s", (text, plain) => {
    expect(decimalProblem(text)).toBeUndefined();
    expect(plainDecimal(text)).toBe(plain);
  });

  it.each([
    "",
    " ",
    "1,5",
    "1.",
    ".5",
    "+1",
    "007",
    "0x1f",
    "1e",
    "1e1000",
    "NaN",
    "Infinity",
    "--1",
    "1 ",
    "1\n",
    "１",
  ])("%j is none", (text) => {
    expect(decimalProblem(text)).toMatch(/is not a finite decimal number/);
  });

  it("is refused where the tables could not keep it digit for digit", () => {
    expect(decimalProblem("1e29")).toMatch(/29 digits before the point/);
    expect(decimalProblem("1e999")).toMatch(/29 digits before the point/);
    expect(decimalProblem("0.1234567891")).toMatch(/9 digits after the point/);
    expect(decimalProblem("1e-10")).toMatch(/9 digits after the point/);
  });

  it("keeps its value, and is the same written plainly twice", () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,12})(\.\d{1,7})?([eE][+-]?\d)?$/);
    fc.assert(
      fc.property(digits, (text) => {
        const plain = plainDecimal(text);
        expect(Math.abs(Number(plain) - Number(text))).toBe(0);
        expect(plainDecimal(plain)).toBe(plain);
        expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(plain).not.toBe("-0");
      }),
    );
  });

  it.each([
    ["0.…01", `0.${"0".repeat(1_000_000)}1`],
    ["1…0.…01", `1${"0".repeat(500_000)}.${"0".repeat(500_000)}1`],
    ["0.…0e-1", `0.${"10".repeat(500_000)}e-1`],
    ["7…7", "7".repeat(1_000_000)],
    ["0…0x", `0.${"0".repeat(1_000_000)}x`],
  ])("that is a million characters long, %s, is refused at once, in few words", (_name, text) => {
    expect(decimalProblem(text)?.length).toBeLessThan(120);
  });

  it("may have a million zeros that say nothing", () => {
    expect(plainDecimal(`1.5${"0".repeat(1_000_000)}`)).toBe("1.5");
    expect(decimalProblem(`1.5${"0".repeat(1_000_000)}`)).toBeUndefined();
  });

  it("may come as a JSON number", () => {
    expect(decimalText.parse(0.914)).toBe("0.914");
    expect(decimalText.parse(1e-7)).toBe("0.0000001");
    expect(decimalText.parse(-0)).toBe("0");
    expect(decimalText.parse(1e21)).toBe("1000000000000000000000");
  });

  it("says what is wrong, with the text", () => {
    const result = decimalText.safeParse("12,5");
    expect(result.error?.issues[0]?.message).toBe('"12,5" is not a finite decimal number');
  });
});
