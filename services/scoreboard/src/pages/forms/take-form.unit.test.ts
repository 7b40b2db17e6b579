import { MilepostError } from "@milepost/runtime";
import { expect, it } from "vitest";
import { UNFILLED } from "./filled-form.ts";
import { keyField, keyOf, withNewKey } from "./key-field.ts";
import type { ShownForm } from "./take-form.ts";
import { refusalOf } from "./take-form.ts";

const people = new Map([["ann", { name: "Ann" }]]) as unknown as ShownForm["people"];
const SHOWN: ShownForm = { fields: ["text", "actor"], people, typed: { actor: "anne" } };

it("who is not known is asked for a name in a leader's words, with the names that are known", () => {
  const fix = "name one in the header milepost-actor (`--by` of the CLI)";
  const refused = (code: string): MilepostError =>
    new MilepostError("invalid_input", "No", {
      details: { problems: [{ field: "actor", code, message: "there is nobody", fix }] },
    });
  expect(refusalOf(refused("unknown_person"), SHOWN).problems).toEqual({
    actor: "There is nobody. Did you mean ann? write your name as the plan has it: ann.",
  });
  expect(refusalOf(refused("unknown_person"), { ...SHOWN, people: new Map() }).problems["actor"]).toContain(
    "The plan names nobody yet",
  );
  expect(refusalOf(refused("no_person"), SHOWN).problems["actor"]).toBe(
    "There is nobody. Write your own name or address.",
  );
});

it("a refusal that names no field says what is wrong and that what was typed is still there", () => {
  expect(refusalOf(new MilepostError("conflict", "The review was concluded already"), SHOWN)).toEqual({
    status: 422,
    title: "This was not taken",
    words: "The review was concluded already. Nothing was changed, and what you typed is still here.",
    problems: {},
    isSpent: false,
  });
});

it("without an answer nobody is told that nothing was changed, and it is to be tried again", () => {
  const away = new MilepostError("service_unreachable", "http://ingest gives no answer", { retryable: true });
  expect(refusalOf(away, SHOWN)).toEqual({
    status: 503,
    title: "This may not have been taken",
    words: "No answer came that it was taken. What you typed is still here: try it again in a moment.",
    problems: {},
    isSpent: false,
    retryAfterSeconds: 2,
  });
  expect(refusalOf(new MilepostError("internal", "ingest answered 500"), SHOWN).words).toBe(
    "Ingest answered 500. What you typed is still here.",
  );
});

it("what was sent before with something else can be said with the form's next key, for the first was taken", () => {
  const problems = [{ field: "headers.idempotency-key", code: "key_used", message: "m", fix: "f" }];
  expect(refusalOf(new MilepostError("conflict", "c", { details: { problems } }), SHOWN)).toMatchObject({
    status: 409,
    words:
      "What was sent first was taken, and stands. What you typed is still here: send it once more to say this, too.",
    isSpent: true,
  });
});

it("a form that is shown again keeps its key until that is spent, and every other showing has its own", () => {
  const typed = { key: "key-of-the-form", text: "x" };
  expect(keyField({ typed, problems: {} }).safe).toContain('value="key-of-the-form"');
  const [one, two] = [UNFILLED, { typed: withNewKey(typed), problems: {} }].map(
    (form) => keyField(form).safe,
  );
  expect(one).not.toBe(two);
  expect(keyOf(typed)).toEqual({ idempotencyKey: "key-of-the-form" });
  expect(keyOf({ key: "no\r\nheader" })).toEqual({ idempotencyKey: undefined });
});
