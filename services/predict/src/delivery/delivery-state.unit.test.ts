import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { createDeliveryState } from "./delivery-state.ts";
import type { DeliveryState } from "./delivery-state.ts";

const { messageComposed, messageAttempted } = EXAMPLE_EVENTS;

function composed(message: string, tellings: readonly string[]): MilepostEvent {
  const [group] = messageComposed.data.groups;
  const [item] = group?.items ?? [];
  const items = tellings.map((telling) => ({ ...item, telling }));
  const data = { ...messageComposed.data, message, groups: [{ ...group, items }] };
  return { ...messageComposed, id: `${message}-composed`, data } as unknown as MilepostEvent;
}

function attempted(message: string): MilepostEvent {
  const data = { ...messageAttempted.data, message, outcome: "delivered" };
  return { ...messageAttempted, id: `${message}-1`, data } as unknown as MilepostEvent;
}

function stateOf(...events: readonly MilepostEvent[]): DeliveryState {
  const state = createDeliveryState();
  for (const event of events) state.take(event);
  return state;
}

const waiting = (state: DeliveryState): readonly string[] =>
  [...state.pending()].map(({ composed: { message } }) => message);

test("a message that repeats what an earlier one tells is not sent, and what else is in it is still to be told", () => {
  const state = stateOf(composed("m1", ["a", "b"]), composed("m2", ["b", "c"]));
  expect(waiting(state)).toEqual(["m1"]);
  expect(["a", "b", "c"].map((telling) => state.isTold(telling))).toEqual([true, true, false]);
  const { person, week } = messageComposed.data;
  expect(state.messagesIn(person, week)).toBe(1);
});

test("one that was sent all the same has told what is in it", () => {
  const state = stateOf(composed("m1", ["a", "b"]), composed("m2", ["b", "c"]), attempted("m2"));
  expect(waiting(state)).toEqual(["m1"]);
  expect(state.isTold("c")).toBe(true);
});
