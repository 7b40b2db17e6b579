import { expect, it } from "vitest";
import { demoCommand } from "./demo-command.ts";

it("the demo's command names the address of its deployment, where that is not the usual one", () => {
  expect(demoCommand("http://127.0.0.1:8080")).toBe("npx milepost demo next-month");
  expect(demoCommand("http://127.0.0.1:7421")).toBe(
    "npx milepost --url http://127.0.0.1:7421 demo next-month",
  );
});
