import { expect, it } from "vitest";
import { commandId, keyPart, takenBefore } from "./command-id.ts";

const command = { name: "check-in", about: "otd", idempotencyKey: "k", contents: { by: "ann", text: "No" } };

it("tells by the id alone whether a command comes again, or its key with something else", () => {
  const id = commandId(command);
  expect(takenBefore(id, undefined)).toBe(false);
  expect(takenBefore(commandId(command), id)).toBe(true);
  for (const contents of [
    { by: "bob", text: "No" },
    { by: "ann", text: "Yes" },
  ]) {
    const other = commandId({ ...command, contents });
    expect([other === id, keyPart(other) === keyPart(id)]).toEqual([false, true]);
    expect(() => takenBefore(other, id)).toThrow("This Idempotency-Key was used to say something else");
  }
});

it("of another key, of something else or of none the id has another beginning", () => {
  const others = [
    { idempotencyKey: "l" },
    { about: "sales" },
    { idempotencyKey: undefined },
    { name: "override" },
  ];
  const parts = [command, ...others.map((other) => ({ ...command, ...other }))].map((one) =>
    keyPart(commandId(one)),
  );
  expect(new Set(parts).size).toBe(parts.length);
  const none = { ...command, idempotencyKey: undefined };
  expect(commandId(none)).not.toBe(commandId(none));
});
