import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import { afterEach, expect, test } from "vitest";
import { deliverySettings } from "../testing/delivery-case.ts";
import { demoPlan, demoValues } from "../testing/demo-values.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";
import type { TestDeployment } from "../testing/test-deployment.ts";

const KPI = "mnr-elevator-availability";
const GOAL = `${KPI}-2014`;
const OWNER = "mnr-performance";
const RAISED = "2014-10-01T04:00:00Z";

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

/** The receiver of a person's messages: their headlines, in the order in which they came. */
async function receiver(): Promise<{ readonly url: string; readonly told: () => readonly string[] }> {
  const started = await startHttpReceiver(() => ({ status: 200 }));
  closing.push(() => started.close());
  const told = (): readonly string[] =>
    started.received.flatMap(({ body }) => {
      const { data } = JSON.parse(body) as {
        data: { groups: { items: { headline: string; lines: string[] }[] }[] };
      };
      return data.groups.flatMap(({ items }) => items.map(({ headline }) => headline));
    });
  return { url: started.url, told };
}

async function opened(desk: string, spare: string): Promise<TestDeployment> {
  const delivery = deliverySettings({ desk, spare });
  const under = await openTestDeployment(Date.parse(RAISED), { delivery });
  closing.push(() => under.close());
  const plan = demoPlan(KPI);
  const goal = plan.goals[GOAL];
  const webhook = (name: string): object => ({ kind: "webhook", url: `env:${name}`, signing: "env:KEY" });
  await under.apply(
    planFileSchema.parse({
      ...plan,
      goals: { [GOAL]: goal },
      people: { ...plan.people, head: { name: "Head", email: "head@example.org" } },
      alerting: {
        raiseBelow: 0.999,
        periods: 1,
        clearAbove: 0.999,
        acknowledgeWithin: "P1D",
        escalateTo: ["head"],
      },
      channels: { desk: webhook("DESK"), spare: webhook("SPARE") },
      recipients: { [OWNER]: { channels: ["desk"] }, head: { channels: ["spare"] } },
    }),
  );
  await under.push(demoValues("2014-09", KPI));
  return under;
}

type Word = EventOfType<"milepost.alert.acknowledged.v1" | "milepost.alert.snoozed.v1">;

/** The head says something to the alert. */
async function say(under: TestDeployment, word: Pick<Word, "id" | "type"> & { data: object }): Promise<void> {
  const time = new Date(under.clock.now()).toISOString();
  const data = { alert: `${GOAL}-2014-09`, goal: GOAL, by: "head", ...word.data };
  const event = { specversion: "1.0", source: "//test", time, recordedtime: time, ...word, data };
  await under.log.append([{ topic: "assessments", key: GOAL, event: event as MilepostEvent }]);
}

async function at(under: TestDeployment, now: string): Promise<void> {
  under.clock.set(Date.parse(now));
  await under.predict.assessNow();
}

test("an alert that is escalated, reopened or wakes is told to whom it is with, by the page and by their channel, once each", async () => {
  const [desk, spare] = [await receiver(), await receiver()];
  const under = await opened(desk.url, spare.url);
  await under.predict.assessNow();
  await under.predict.fillHistory();
  await expect.poll(desk.told, { timeout: 120_000 }).toHaveLength(1);

  await at(under, "2014-10-02T04:00:00Z");
  await expect.poll(spare.told, { timeout: 120_000 }).toHaveLength(1);
  const acknowledged = { id: "ack", type: "milepost.alert.acknowledged.v1" } as const;
  await say(under, { ...acknowledged, data: { reviewDate: "2014-10-06" } });
  await at(under, "2014-10-05T12:00:00Z");
  await at(under, "2014-10-06T04:00:00Z");
  await expect.poll(spare.told, { timeout: 120_000 }).toHaveLength(2);
  await say(under, { id: "nap", type: "milepost.alert.snoozed.v1", data: { until: "2014-10-12" } });
  await at(under, "2014-10-11T12:00:00Z");
  expect(spare.told()).toHaveLength(2);
  await under.predict.close();
  await under.restart();
  await at(under, "2014-10-12T04:00:00Z");
  await expect.poll(spare.told, { timeout: 120_000 }).toHaveLength(3);
  await under.predict.assessNow();

  expect(desk.told()).toEqual([expect.not.stringMatching(/^(Now with you|To be looked at)/)]);
  const [headline = ""] = desk.told();
  const again = `To be looked at again: ${headline}`;
  expect(spare.told()).toEqual([`Now with you: ${headline}`, again, again]);
  const events = await under.events("assessments");
  const data = <Type extends MilepostEvent["type"]>(type: Type): readonly EventOfType<Type>["data"][] =>
    events.filter((event) => event.type === type).map((event) => event.data as EventOfType<Type>["data"]);
  const page = data("milepost.alerts.delivered.v1").map(({ owner, occasions }) => [owner, occasions]);
  const digests = data("milepost.alerts.delivered.v1").map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(4);
  const alert = `${GOAL}-2014-09`;
  expect(page).toEqual([
    [OWNER, [alert]],
    ["head", [`${alert}-escalated-1`]],
    ["head", [`${alert}-reopened-ack`]],
    ["head", ["nap-woken"]],
  ]);
  const tellings = data("milepost.message.composed.v1").flatMap(({ person, groups }) =>
    groups.flatMap(({ items }) => items.map(({ telling }) => `${person} ${telling}`)),
  );
  expect(tellings).toEqual([
    `${OWNER} ${alert}/raised`,
    `head ${alert}-escalated-1/escalated`,
    `head ${alert}-reopened-ack/reopened`,
    "head nap-woken/woken",
  ]);
});
