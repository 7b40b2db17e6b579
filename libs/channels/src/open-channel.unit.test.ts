import { expect, it } from "vitest";
import { keptReason } from "./index.ts";
import { KIM, messageOf, partsOf } from "./message.fixture.ts";
import { openChannel } from "./open-channel.ts";
import { secretSource } from "./secrets.ts";

it("a missing secret is named with what to set, and nothing is sent", async () => {
  const secrets = secretSource(
    { MILEPOST_SECRET_HOOK: "whsec_x", CLICKHOUSE_URL: "http://u:p@h" },
    undefined,
  );
  const send = (reference: string): Promise<unknown> =>
    openChannel({ kind: "slack", url: reference }, partsOf({ secrets })).send(
      messageOf(),
      KIM,
      new AbortController().signal,
    );
  expect(await send("env:SLACK")).toMatchObject({
    outcome: "refused",
    scope: "channel",
    reason: "there is no secret env:SLACK: set MILEPOST_SECRET_SLACK",
  });
  expect(await send("file:slack")).toMatchObject({ outcome: "refused" });
});

it("a plan reaches no setting but those that are secrets for it, and no file outside their folder", () => {
  const secrets = secretSource({ MILEPOST_SECRET_HOOK: "x", CLICKHOUSE_URL: "http://u:p@h" }, "/etc");
  expect(secrets("env:HOOK")).toBe("x");
  for (const reference of ["env:CLICKHOUSE_URL", "env:", "file:../etc/hostname", "file:.", "HOOK"]) {
    expect(secrets(reference), reference).toBeUndefined();
  }
});

it("what is kept of an answer holds no address", () => {
  expect(keptReason("550 5.1.1 <kim@example.org>: see https://hooks.example/T/x\nnow")).toBe(
    "550 5.1.1 <<address>>: see <address> now",
  );
  expect(keptReason("x".repeat(1_000))).toHaveLength(300);
});
