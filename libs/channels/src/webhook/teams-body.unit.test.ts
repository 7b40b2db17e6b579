import { expect, it } from "vitest";
import { itemOf, messageOf } from "../message.fixture.ts";
import { plainTeamsBody, teamsBody } from "./teams-body.ts";

it("shows what people wrote as it is, never as a link", () => {
  const written = "https://x.example[Sign in again](https://evil.example) *now*";
  const shown = String.raw`https://x.example\[Sign in again\]\(https://evil.example\) \*now\*`;
  const message = messageOf({ groups: [{ title: written, items: [itemOf(written)] }] });
  for (const body of [teamsBody(message), plainTeamsBody(message)]) {
    const card = JSON.stringify(body);
    expect(card).toContain(JSON.stringify(shown).slice(1, -1));
    expect(card).not.toContain("](");
  }
});

it("leaves addresses whole", () => {
  const link = { url: "https://milepost.example.org/alerts/a_b_c", text: "Read it" };
  const message = messageOf({ groups: [{ title: null, items: [{ ...itemOf("on_time"), link }] }] });
  expect(JSON.stringify(plainTeamsBody(message))).toContain("https://milepost.example.org/alerts/a_b_c");
  expect(JSON.stringify(teamsBody(message))).toContain(JSON.stringify(String.raw`on\_time`).slice(1, -1));
});
