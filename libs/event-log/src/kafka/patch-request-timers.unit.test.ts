import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import { afterEach, expect, test, vi } from "vitest";
import { patchRequestTimers } from "./patch-request-timers.ts";

const logger = { debug: () => undefined, warn: () => undefined };

afterEach(() => {
  vi.useRealTimers();
});

function queueOf(): InstanceType<typeof RequestQueue> {
  patchRequestTimers();
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: "test",
    broker: "test",
    logger,
  });
}

test("an idle connection has no timer", () => {
  vi.useFakeTimers();
  const queue = queueOf();
  queue.checkPendingRequests();
  queue.scheduleCheckPendingRequests();
  expect(vi.getTimerCount()).toBe(0);
});

test("a throttled connection without requests has none either", () => {
  vi.useFakeTimers();
  const queue = queueOf();
  queue.throttledUntil = Date.now() + 200;
  queue.scheduleCheckPendingRequests();
  expect(vi.getTimerCount()).toBe(0);
});

test("a request that has to wait for the throttle is sent when it ends", () => {
  vi.useFakeTimers();
  const queue = queueOf();
  queue.throttledUntil = Date.now() + 200;
  const sent = vi.fn<() => void>();
  queue.push({
    entry: { correlationId: 1, resolve: () => undefined, reject: () => undefined },
    expectResponse: true,
    sendRequest: sent,
  });
  vi.advanceTimersByTime(199);
  expect(sent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2);
  expect(sent).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
