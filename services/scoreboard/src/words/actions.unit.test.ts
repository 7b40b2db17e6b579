import { expect, it } from "vitest";
import { actionsText } from "./actions.ts";

const row = { scope: "owner", name: "kim", retire: false } as const;

it("says how many alerts led to action, and what to do where fewer than 40 % did", () => {
  expect(actionsText(undefined)).toBeNull();
  expect(actionsText({ ...row, alerts: 3, acted: 0, share: null })).toBe(
    "0 of 3 alerts led to action: too few alerts to say more",
  );
  expect(actionsText({ ...row, alerts: 10, acted: 4, share: 0.4 })).toContain("4 of 10 alerts led to action");
  expect(actionsText({ ...row, alerts: 10, acted: 3, share: 0.3, retire: true })).toContain(
    "or retire the rule",
  );
});
