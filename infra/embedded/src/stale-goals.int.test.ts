import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { MailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { EventOfType } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectSameRebuilt, setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { monthsOf, moved } from "./judged-deployment.fixture.ts";
import type { MovedDeployment } from "./judged-deployment.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "milepost-stale-"));
const START = "2014-03-01T12:00:00Z";
const SOON = { timeout: 40_000, interval: 200 };
let under: DeploymentUnderTest;
let move: MovedDeployment;
let mail: MailReceiver;

const kpi = { name: "Output", unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const goal = (title: string, more: object): object => ({
  kind: "annual_goal",
  title,
  owner: "ann",
  window: 2014,
  measure: { kpi: "returns", from: 50, to: 90, evaluation: "at-due" },
  ...more,
});
const ofOutput = { measure: { kpi: "output", from: 50, to: 90, evaluation: "at-due" } };
const plan = planFile({
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann", email: "ann@example.org" }, bob: { name: "Bob", email: "bob@example.org" } },
  kpis: { output: kpi, returns: { ...kpi, name: "Returns" } },
  goals: {
    // Each goes stale a day after the one before; that tells that the daily job has run.
    "output-2014": goal("Raise output", { ...ofOutput, cadence: "weekly" }),
    "second-2014": goal("The second", { cadence: "P8D" }),
    "third-2014": goal("The third", { cadence: "P9D" }),
    "unsaid-2014": goal("No cadence", ofOutput),
    "output-2013": goal("Last year", { cadence: "weekly", window: 2013 }),
    "secret-2014": goal("Between us", { owner: "bob", cadence: "weekly", private: true }),
  },
  scorecards: {},
  channels: { mail: { kind: "email", server: "env:MAIL", from: "Milepost <milepost@example.org>" } },
  recipients: { default: { channels: ["mail"] } },
});

const start = async (): Promise<void> => {
  under = await startDeployment(folder, START, { MILEPOST_SECRET_MAIL: mail.server });
  move = moved(under);
};

beforeAll(async () => {
  mail = await startMailReceiver();
  await start();
  await under.call("POST /v1/plans", plan);
  await move.push(
    "output",
    monthsOf("2013-01", "2014-02").map((month) => [month, 100]),
  );
  await move.at(START);
});
afterAll(async () => {
  await under.close();
  await mail.close();
  rmSync(folder, { recursive: true, force: true });
});

type Item = Readonly<Record<string, unknown>>;
const stale = async (): Promise<readonly Item[]> =>
  (await under.call("GET /v1/stale-goals")).body["items"] as readonly Item[];
const ids = async (): Promise<readonly string[]> =>
  (await stale()).map((item) => String(item["goal"])).toSorted();
const found = async (): Promise<readonly string[]> =>
  (await move.events("assessments", "milepost.goal.stale.v1")).map(
    (event) => (event as EventOfType<"milepost.goal.stale.v1">).data.goal,
  );
const mailsTo = (person: string): readonly string[] =>
  mail.mails
    .filter(({ to }) => to.includes(`${person}@example.org`))
    .map(({ raw }) => raw.replaceAll("=\r\n", "").replaceAll("=3D", "="));

it("S-001 given a goal with no event for longer than its cadence plus grace, when the daily job runs, it is listed as stale with the days since its last event, and its owner gets one reminder", async () => {
  expect(await stale()).toEqual([]);
  await setClock(under, "2014-03-16T06:00:00Z");
  await expect.poll(ids, SOON).toEqual(["output-2014"]);
  await expect.poll(async () => (await stale())[0]?.["reminded_by"], SOON).toBe("mail");
  expect(await stale()).toMatchObject([
    {
      title: "Raise output",
      owner: "ann",
      last_event_kind: "value",
      last_event: expect.stringMatching(/^output-/),
      last_event_at: "2014-03-01T12:00:00.000Z",
      days_since: 15,
      stale_since: "2014-03-15T12:00:00.000Z",
      found_at: "2014-03-16T00:00:00.000Z",
      cadence: "P7D",
      grace: "P7D",
      reminded: "ann",
    },
  ]);
  const [first = ""] = mailsTo("ann");
  for (const words of [
    "nothing has come in since 2014-03-01",
    "that had been 15 days",
    "The last thing that came in was a value.",
    "Check in on it, report a value of Output",
    "/stale-goals?owner=ann#output-2014",
  ])
    expect(first.replaceAll(/\s+/g, " ")).toContain(words);

  // The daily job runs again, for it finds another goal; the first one is listed with a day more, and told of no more.
  await setClock(under, "2014-03-17T06:00:00Z");
  await expect.poll(ids, SOON).toEqual(["output-2014", "second-2014"]);
  await expect.poll(() => mailsTo("ann").length, SOON).toBe(2);
  expect(await stale()).toMatchObject([
    { goal: "output-2014", days_since: 16 },
    { goal: "second-2014", last_event: null, last_event_at: null, days_since: 16 },
  ]);
  expect(mailsTo("ann")[1]).not.toContain("Raise output");
  expect((await found()).toSorted()).toEqual(["output-2014", "second-2014", "secret-2014"]);
});

it("a goal of which the plan names no cadence, one that is over, and a private one are not listed; who owns a private one is reminded all the same", async () => {
  await expect.poll(() => mailsTo("bob").length, SOON).toBe(1);
  expect(mailsTo("bob")[0]).toContain("Between us");
  // No list shows it, so the reminder leads to its KPI.
  expect(mailsTo("bob")[0]).toContain("/kpis/");
  expect(await move.pageOf("/stale-goals")).toMatch(/no cadence: how long nothing came in .* is not watched/);
  const pages = [await move.pageOf("/alerts"), await move.pageOf("/stale-goals")];
  for (const page of pages) {
    expect(page).toMatch(/<h1>.*Nothing has come in about 2 goals for too long.*<\/h1>/);
    expect(page).toMatch(/Raise output.*a value, 1 Mar 2014.*7 days, and 7 days more/);
    expect(page).not.toMatch(/No cadence|Last year|Between us/);
  }
  // Of an earlier month nothing is said, rather than that all was well.
  expect(await move.pageOf("/stale-goals?asOf=2014-01")).toContain("are listed as of now");
  const bi = await under.embedded.store.query({
    name: "stale goals",
    sql: "SELECT goal, last_event_kind, days_when_found FROM stale_goals ORDER BY goal",
    params: {},
  });
  expect(bi).toEqual([
    { goal: "output-2014", last_event_kind: "value", days_when_found: 15 },
    { goal: "second-2014", last_event_kind: null, days_when_found: 16 },
  ]);
});

it("a restart tells no second time", async () => {
  await under.close();
  await start();
  await setClock(under, "2014-03-18T06:00:00Z");
  await expect.poll(ids, SOON).toEqual(["output-2014", "second-2014", "third-2014"]);
  await expect.poll(() => mailsTo("ann").length, SOON).toBe(3);
  expect(mailsTo("ann")[2]).not.toMatch(/Raise output|The second/);
  expect(await found()).toHaveLength(4);
  expect(mailsTo("bob")).toHaveLength(1);
});

it("an event ends it, and a second silence brings a second reminder", async () => {
  const form = await under.app.inject({
    method: "POST",
    url: "/goals/output-2014/check-ins",
    headers: { host: "localhost", "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({
      back: "/stale-goals?owner=ann",
      confidence: "6",
      actor: "ann",
    }).toString(),
  });
  expect([form.statusCode, form.headers.location]).toEqual([303, "/stale-goals?owner=ann"]);
  await expect.poll(ids, SOON).toEqual(["second-2014", "third-2014"]);
  expect(await move.pageOf("/stale-goals")).not.toContain("Raise output");
  expect(await move.events("assessments", "milepost.staleness.ended.v1")).toMatchObject([
    { data: { goal: "output-2014", reason: "event", event: { kind: "check_in" } } },
  ]);

  await setClock(under, "2014-04-02T06:00:00Z");
  await expect.poll(ids, SOON).toEqual(["output-2014", "second-2014", "third-2014"]);
  await expect.poll(() => mailsTo("ann").length, SOON).toBe(4);
  expect((await stale()).find((item) => item["goal"] === "output-2014")).toMatchObject({
    last_event_kind: "check_in",
    last_event_at: "2014-03-18T06:00:00.000Z",
    days_since: 15,
  });
  expect(mailsTo("ann")[3]).toContain("Raise output");

  // A value of its KPI is an event, too, also while nothing is assessed because of it.
  await move.push("output", [["2014-03", 101]]);
  await expect.poll(ids, SOON).toEqual(["second-2014", "third-2014"]);
});

it("built anew from the log, the table says the same", async () => {
  await under.caughtUp();
  const before = await stale();
  await expectSameRebuilt(under);
  expect(await stale()).toEqual(before);
});
