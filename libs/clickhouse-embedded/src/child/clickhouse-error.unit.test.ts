import { describe, expect, it } from "vitest";
import { failureOf, httpStatus, refuse } from "./clickhouse-error.ts";

describe("failureOf", () => {
  it("keeps the engine's code and folds its repetition", () => {
    const nested = new Error(
      "Code: 164. DB::Exception: Code: 164. DB::Exception: Cannot modify. (READONLY) (version 26.7.2.1). (READONLY)",
    );
    expect(failureOf(nested)).toEqual({
      code: 164,
      text: "Code: 164. DB::Exception: Cannot modify. (READONLY)",
    });
  });

  it("says 1001 of an error without a code", () => {
    expect(failureOf(new Error("boom"))).toEqual({
      code: 1001,
      text: "Code: 1001. DB::Exception: boom. (STD_EXCEPTION)",
    });
  });

  it("carries the words of a refusal", () => {
    const { code, text } = failureOf(refuse("ACCESS_DENIED", "No"));
    expect([code, text, httpStatus(code)]).toEqual([
      497,
      "Code: 497. DB::Exception: No. (ACCESS_DENIED)",
      403,
    ]);
  });
});
