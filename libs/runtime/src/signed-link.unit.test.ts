import fc from "fast-check";
import { expect, it } from "vitest";
import { readLink, signLink } from "./signed-link.ts";

const KEY = "a key of at least thirty-two characters";
const NOW = Date.parse("2026-11-26T20:00:00Z");
const GRANT = { alert: "otd-2026-2026-09", person: "plant-lead", expiresAt: NOW + 1_000 };

it("a link says who may take on which alert until it expires, not a moment longer", () => {
  const token = signLink(KEY, GRANT);
  expect(readLink(KEY, token, NOW)).toEqual({ ok: true, grant: GRANT });
  expect(readLink(KEY, token, NOW + 1_000)).toEqual({ ok: false, reason: "expired" });
  expect(signLink(KEY, GRANT)).toBe(token);
});

it("whatever is changed or made up grants nothing", () => {
  const token = signLink(KEY, GRANT);
  expect(readLink("another key", token, NOW)).toEqual({ ok: false, reason: "forged" });
  const changed = fc
    .tuple(fc.nat(token.length - 1), fc.constantFrom("a", "b", "X", "Y", "0", "9", "-", "_", "."))
    .map(([at, letter]) => token.slice(0, at) + letter + token.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(changed, fc.string()), (text) => {
      fc.pre(text !== token);
      // The last letter of Base64 holds bits that do not count.
      fc.pre(text.slice(0, -1) !== token.slice(0, -1));
      expect(readLink(KEY, text, NOW)).toEqual({ ok: false, reason: "forged" });
    }),
  );
});
