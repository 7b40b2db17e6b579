import { MilepostError } from "@milepost/runtime";
import { expect, it } from "vitest";
import { refusalOf } from "./take-form.ts";

it("a refusal that names no field says what is wrong and that what was typed is still there", () => {
  expect(refusalOf(new MilepostError("conflict", "The review was concluded already"), ["text"])).toEqual({
    status: 422,
    title: "This was not taken",
    words: "The review was concluded already. Nothing was changed, and what you typed is still here.",
    problems: {},
  });
});

it("without an answer nobody is told that nothing was changed, and it is to be tried again", () => {
  const away = new MilepostError("service_unreachable", "http://ingest gives no answer", { retryable: true });
  expect(refusalOf(away, ["text"])).toEqual({
    status: 503,
    title: "This may not have been taken",
    words: "No answer came that it was taken. What you typed is still here: try it again in a moment.",
    problems: {},
  });
  expect(refusalOf(new MilepostError("internal", "ingest answered 500"), []).words).toBe(
    "Ingest answered 500. What you typed is still here.",
  );
});
