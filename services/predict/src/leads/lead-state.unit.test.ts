import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { createLeadState } from "./lead-state.ts";

const { leadTested } = EXAMPLE_EVENTS;
const LINK = `${leadTested.data.lead}/${leadTested.data.follower}`;

test("a verdict is told once as long as it rests on the same, and anew when it does so again after another one", () => {
  const state = createLeadState();
  const told: string[] = [];
  for (const basis of ["a", "a", "b", "b", "a", "b"]) {
    const id = state.nextId(LINK, basis);
    if (id === undefined) continue;
    told.push(id);
    const event: MilepostEvent = { ...leadTested, id };
    // What a cut off append may have left, and what a second reader takes again, counts once.
    state.take(event);
    state.take(event);
  }
  expect(told).toEqual(["a", "b~2", "a~3", "b~4"]);
});
