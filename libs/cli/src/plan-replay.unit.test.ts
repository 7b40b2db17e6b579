import { EXAMPLE_RESPONSES } from "@milepost/contracts/examples/index";
import { expect, it } from "vitest";
import type { Replayed } from "./commands/alert-replay.ts";
import { planReplay, replayText } from "./plan-replay.ts";

it("says in a sentence what a setting would have sent, how right that was, and to whom", () => {
  const replayed = EXAMPLE_RESPONSES["POST /v1/alert-replays 200"] as Replayed;
  expect(replayText(replayed)).toBe(
    "This setting would have sent 1 instead of 2 alerts from 2013-01-01 to 2013-12-31, 1 of them right (now 1): to 1 person, in 1 message beyond the page, 0 alerts in a digest. What cannot wait goes out at once, also where it is counted in a digest here.",
  );
});

it("a plan that changes goals is told where its costs, kinds or commitments would have sent otherwise, one about alerts always", async () => {
  const differing = EXAMPLE_RESPONSES["POST /v1/alert-replays 200"] as Replayed;
  const same = { ...differing, replay: differing.current.replay };
  const told = (kind: string, answer: Replayed): Promise<Replayed | null> => {
    const api = { call: () => Promise.resolve({ body: answer }) };
    return planReplay("plan", [{ kind }], { api, say: () => undefined } as unknown as Parameters<
      typeof planReplay
    >[2]);
  };
  expect(await told("goal", differing)).toBe(differing);
  expect(await told("goal", same)).toBeNull();
  expect(await told("alerting", same)).toBe(same);
  expect(await told("kpi", differing)).toBeNull();
});
