import { EXAMPLE_RESPONSES } from "@milepost/contracts/examples/index";
import { expect, it } from "vitest";
import type { Replayed } from "./commands/alert-replay.ts";
import { replayText } from "./plan-replay.ts";

it("says in a sentence what a setting would have sent, how right that was, and to whom", () => {
  const replayed = EXAMPLE_RESPONSES["POST /v1/alert-replays 200"] as Replayed;
  expect(replayText(replayed)).toBe(
    "This setting would have sent 1 instead of 2 alerts from 2013-01-01 to 2013-12-31, 1 of them right (now 1): to 1 person, in 1 message beyond the page, 0 alerts in a digest.",
  );
});
