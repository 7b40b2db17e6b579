import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import { afterEach, expect, test } from "vitest";
import { deliveryPlan, deliverySettings, raise } from "../testing/delivery-case.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";

const NOW = Date.parse("2026-10-04T06:00:00Z");
const PATIENCE = { timeout: 120_000 };

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

test("an owner that stood still while another told the same and more composes no second message with it", async () => {
  const desk = await startHttpReceiver(() => ({ status: 200 }));
  closing.push(() => desk.close());
  const reached = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  let isFirst = true;
  const delivery = deliverySettings(
    { desk: desk.url },
    {
      onStep: async (step) => {
        if (step !== "composing" || !isFirst) return;
        isFirst = false;
        reached.resolve();
        await goesOn.promise;
      },
    },
  );
  const deployment = await openTestDeployment(NOW, { delivery });
  closing.push(() => deployment.close());
  await deployment.apply(deliveryPlan());
  await raise(deployment.log, ["alone"]);
  await reached.promise;
  await raise(deployment.log, ["orders-web"]);
  // Its jobs are its own: nobody tells it that the first one is at work.
  await deployment.restart();
  await expect.poll(() => desk.received.length, PATIENCE).toBe(1);
  goesOn.resolve();
  await raise(deployment.log, ["orders-north"]);
  const told = async (): Promise<readonly string[]> =>
    (await deployment.events("assessments")).flatMap((event) =>
      event.type === "milepost.message.composed.v1"
        ? event.data.groups.flatMap(({ items }) => items.map(({ goal }) => goal ?? ""))
        : [],
    );
  await expect.poll(told, PATIENCE).toContain("orders-north");
  // Whoever is quick tells one in a message of its own; what counts is that none is told twice.
  expect((await told()).toSorted()).toEqual(["alone", "orders-north", "orders-web"]);
});
