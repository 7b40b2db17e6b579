import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertContent, EventOfType, MilepostEvent } from "@milepost/contracts";
import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import type { HttpReceiver } from "@milepost/channels/testing/http-receiver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { GOAL, monthlyValues, suggestionPlan } from "./suggestions.fixture.ts";

/** Right after the second month below the threshold. */
const NOW = "2014-03-02T12:00:00Z";
const ALERT = `${GOAL}-2014-02`;
const SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const folder = mkdtempSync(join(tmpdir(), "milepost-alert-content-"));
let under: DeploymentUnderTest;
let receiver: HttpReceiver;
let raised: EventOfType<"milepost.alert.raised.v1">["data"];
let content: AlertContent;

/** The goal with two below it, two above it and a scorecard; whoever does not answer in two weeks loses it to Bob. */
function plan(): object {
  const own = suggestionPlan({ parent: "growth", weight: 2 });
  const measure = { kpi: "output", to: 900, evaluation: "cumulative" };
  const above = { kind: "initiative", owner: "bob", window: 2014, measure };
  return {
    ...own,
    goals: {
      ...(own["goals"] as object),
      growth: { ...above, title: "Grow in the north", parent: "lead" },
      other: { ...above, title: "Something else", parent: "growth", weight: 3 },
      lead: { ...above, kind: "vision", title: "Lead the market" },
    },
    scorecards: {
      board: { name: "Board", items: [{ goal: GOAL }, { goal: "growth", weight: 3 }] },
    },
    alerting: {
      raiseBelow: 0.5,
      periods: 2,
      clearAbove: 0.65,
      acknowledgeWithin: "P14D",
      escalateTo: ["bob"],
    },
    channels: { desk: { kind: "webhook", url: "env:DESK", signing: "env:KEY" } },
    recipients: { default: { channels: ["desk"] } },
  };
}

beforeAll(async () => {
  receiver = await startHttpReceiver(() => ({ status: 204 }));
  under = await startDeployment(folder, NOW, {
    MILEPOST_SECRET_DESK: receiver.url,
    MILEPOST_SECRET_KEY: SIGNING,
    MILEPOST_WEBHOOKS_INSIDE: "1",
  });
  await under.call("POST /v1/plans", plan());
  await under.call("POST /v1/events", monthlyValues("2014-02"));
  await under.embedded.predict.assessNow();
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
  const [event] = (await eventsOf("milepost.alert.raised.v1")).filter(({ data }) => data.alert === ALERT);
  raised = event?.data as typeof raised;
  content = raised.content as AlertContent;
});
afterAll(async () => {
  await under.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function eventsOf<Type extends MilepostEvent["type"]>(
  type: Type,
): Promise<readonly EventOfType<Type>[]> {
  const found: EventOfType<Type>[] = [];
  const range = { topic: "assessments", partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
  for await (const batch of under.embedded.log.read(range))
    for (const { value } of batch)
      if ((value as MilepostEvent).type === type) found.push(value as EventOfType<Type>);
  return found;
}

/** The page of the alert as it is read, and what a webhook got of it. */
async function told(): Promise<{ readonly page: string; readonly posted: Posted }> {
  const answer = await under.app.inject({ url: `/alerts/${ALERT}`, headers: { host: "localhost" } });
  const page = answer.body
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("\u00a0", " ")
    .replaceAll(/\s+/g, " ");
  await expect.poll(() => receiver.received.length, { timeout: 120_000 }).toBeGreaterThan(0);
  const bodies = receiver.received.map(({ body }) => JSON.parse(body) as Posted);
  const posted = bodies.find(({ data }) => itemOf(data) !== undefined);
  if (posted === undefined) throw new Error("the alert was not posted");
  return { page, posted };
}

interface Item {
  readonly alert: string;
  readonly goal: string;
  readonly raised: unknown;
  readonly lines: readonly string[];
  readonly url: string;
}
interface Posted {
  readonly data: {
    readonly subject: string;
    readonly groups: readonly { readonly items: readonly Item[] }[];
  };
}

function itemOf({ groups }: Posted["data"]): Item | undefined {
  return groups.flatMap(({ items }) => items).find(({ alert }) => alert === ALERT);
}

describe("B-06 leaders receive alerts whose content, fatigue and acknowledgement rules hold: an alert carries", () => {
  it("what changed, in numbers (A1)", () => {
    expect(raised).toMatchObject({ pHit: expect.any(Number), pHitBefore: null, target: 1300 });
    expect(raised.expectedEnd).toBeCloseTo(1199, 0);
    expect(raised.gap).toBeCloseTo(Number(raised.expectedEnd) - 1300, 6);
    expect([raised.low80, raised.high80]).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it("why, with the event that shows it (A2)", async () => {
    const made = await eventsOf("milepost.assessment.made.v1");
    expect(content.causes).toMatchObject([{ kind: "goal", of: "output-line-1", share: expect.any(Number) }]);
    expect(made.map(({ id }) => id)).toContain(content.causes[0]?.evidence);
  });

  it("one named owner and the best option as the next action (A3, A8)", async () => {
    expect([raised.owner, content.next.kind]).toEqual(["ann", "child"]);
    const { body } = await under.call(`GET /v1/alerts/${ALERT}/options`);
    const kinds = (body["items"] as Record<string, unknown>[]).map((one) => one["kind"]);
    expect(new Set(kinds)).toEqual(new Set(["pace", "date", "target", "child"]));
    expect(body["items"]).toContainEqual(
      expect.objectContaining({ option: content.next.option, child: "output-line-1", is_current: true }),
    );
  });

  it("until when action matters, or that not even the best would do (A4)", () => {
    expect([raised.lastActionPeriod, content.actUntil]).toEqual([null, null]);
    expect(raised.message).toContain("Not even its best earlier months, held to the end, would reach it.");
  });

  it("the goals above, with their part, and the scorecards (A5)", () => {
    expect(content.impact).toEqual({
      goals: [
        { goal: "growth", title: "Grow in the north", owner: "bob", weight: 2, share: 0.4 },
        { goal: "lead", title: "Lead the market", owner: "bob", weight: 1, share: 1 },
      ],
      scorecards: [
        { scorecard: "board", name: "Board", goal: GOAL, share: 0.25 },
        { scorecard: "board", name: "Board", goal: "growth", share: 0.75 },
      ],
    });
  });

  it("the chart's page and the ids of the events behind the number (A6)", async () => {
    const made = (await eventsOf("milepost.assessment.made.v1")).map(({ id }) => id);
    expect(made).toEqual(expect.arrayContaining(raised.assessments ?? ["none"]));
    expect(raised.inputsPosition).toMatchObject({ "observations/1": expect.any(Number) });
    const page = await under.app.inject({ url: raised.evidence, headers: { host: "localhost" } });
    expect([page.statusCode, page.body.includes("<svg")]).toEqual([200, true]);
  });

  it("how fresh and complete the figures are, and how right the model was at this level (A7)", () => {
    expect(content.trust).toEqual({
      newest: { period: "2014-02", knownAt: "2014-03-01T00:00:00.000Z", sources: ["//test"] },
      periods: 2,
      known: 2,
      goals: 0,
      missed: 0,
      precision: null,
    });
    expect(raised.message).toContain("too few goals");
  });

  it("by when it must be answered, and who has it next (A9)", () => {
    expect(content.answer).toEqual({
      from: "2014-03-02T12:00:00.000Z",
      by: "2014-03-16T12:00:00.000Z",
      next: "bob",
    });
  });

  it("all of that where programs and people read it: the API, the webhook, the page (A1 to A10)", async () => {
    const { body } = await under.call(`GET /v1/alerts?goal=${GOAL}`);
    expect(body["items"]).toMatchObject([
      {
        alert: ALERT,
        content_as_of: "2014-03-02T12:00:00.000Z",
        confidence: "unachievable",
        causes: content.causes,
        goals_above: content.impact.goals,
        scorecards: content.impact.scorecards,
        newest_period: "2014-02",
        newest_sources: ["//test"],
        record_goals: 0,
        record_precision: null,
        next_step: "child",
        next_option: content.next.option,
        answer_by: "2014-03-16T12:00:00.000Z",
        answer_next: "bob",
      },
    ]);
    const { page, posted } = await told();
    const item = itemOf(posted.data);
    expect(item).toMatchObject({ goal: GOAL, raised: JSON.parse(JSON.stringify(raised)) });
    for (const line of [
      "Why, as far as it can be shown",
      "Impact:",
      "Figures:",
      "Track record:",
      "Best next:",
    ]) {
      expect(item?.lines.join("\n")).toContain(line);
      expect(page).toContain(line);
    }
    expect(page).toContain(
      "It is with Ann. Unless somebody answers before, it goes to Bob on 16 March 2014.",
    );
    expect(page).toContain(
      "As of now the newest figure is of February 2014, known since 1 March 2014: 1 day old.",
    );
    expect(item?.lines.at(-1)).toBe("Unless somebody answers before, it goes to bob on 16 March 2014.");
  });

  it("fatigue: it is raised once and told once through one channel, whatever the number of rounds", async () => {
    const raisedBefore = (await eventsOf("milepost.alert.raised.v1")).length;
    await told();
    await under.embedded.predict.assessNow();
    await under.caughtUp();
    expect((await eventsOf("milepost.alert.raised.v1")).length).toBe(raisedBefore);
    const tellings = (await eventsOf("milepost.message.composed.v1")).flatMap(({ data }) =>
      data.groups.flatMap(({ items }) => items.map(({ telling }) => telling)),
    );
    expect(new Set(tellings).size).toBe(tellings.length);
    expect(tellings.filter((telling) => telling.startsWith(`${ALERT}/`))).toHaveLength(1);
  });

  it("acknowledgement: looking at it is none, a plan and a date are, and the deadline is over then", async () => {
    const { posted } = await told();
    const link = new URL(itemOf(posted.data)?.url ?? "");
    const state = async (): Promise<unknown> => {
      await under.caughtUp();
      const { body } = await under.call(`GET /v1/alerts?goal=${GOAL}`);
      return (body["items"] as Record<string, unknown>[])[0]?.["state"];
    };
    const headers = { host: "localhost" };
    for (const method of ["GET", "HEAD"] as const) {
      await under.app.inject({ method, url: link.pathname + link.search, headers });
    }
    expect(await state()).toBe("open");
    const answer = (body: object): Promise<{ status: number }> =>
      under.call(`POST /v1/alerts/${ALERT}/acknowledgements`, body, { "milepost-actor": "ann" });
    expect((await answer({ reviewDate: "2014-05-01" })).status).toBeGreaterThanOrEqual(400);
    expect((await answer({ plan: "A third shift" })).status).toBeGreaterThanOrEqual(400);
    expect(await state()).toBe("open");
    expect((await answer({ plan: "A third shift", reviewDate: "2014-05-01" })).status).toBe(201);
    expect(await state()).toBe("acknowledged");
    expect((await told()).page).not.toContain("Unless somebody answers before");
  });
});
