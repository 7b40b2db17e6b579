import { describe, expect, it } from "vitest";
import { createSlots } from "./slots.ts";

const never = new AbortController().signal;

describe("createSlots", () => {
  it("hands a slot on in the order of asking", async () => {
    const slots = createSlots(1, 2);
    const giveBack = await slots.take(never);
    const order: number[] = [];
    const waiting = [1, 2].map(async (number) => {
      const next = await slots.take(never);
      order.push(number);
      next();
    });
    giveBack();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2]);
  });

  it("refuses at once with 202 when the queue is full", async () => {
    const slots = createSlots(1, 0);
    await slots.take(never);
    await expect(slots.take(never)).rejects.toMatchObject({ failure: { code: 202 } });
  });

  it("lets go of who stops waiting, and its place is free for the next", async () => {
    const slots = createSlots(1, 1);
    const giveBack = await slots.take(never);
    const controller = new AbortController();
    const gone = slots.take(controller.signal);
    controller.abort();
    await expect(gone).rejects.toMatchObject({ failure: { code: 394 } });
    const next = slots.take(never);
    giveBack();
    await expect(next).resolves.toBeTypeOf("function");
  });
});
