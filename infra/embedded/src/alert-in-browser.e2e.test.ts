import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mailParts } from "@milepost/channels/testing/mail-parts";
import { startMailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { MailReceiver } from "@milepost/channels/testing/mail-receiver";
import type { Period } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const browserPath = process.env["MILEPOST_TEST_BROWSER"];
const BROWSER_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
/** Where the picture of the mail is written; absent: nowhere. */
const picturePath = process.env["MILEPOST_MAIL_PICTURE"];
const MAIL_SIZE = { width: 680, height: 200 };
const MAIL_WITHIN_MS = 20_000;
const ALERT = "on-time-2014-2014-03";

const plan = planFile({
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann Weber", email: "ann@example.org" } },
  kpis: {
    "on-time": {
      name: "On-time delivery",
      unit: "percent",
      decimals: 1,
      direction: "increase",
      behaviour: "average",
      grain: "month",
      bounds: { lower: 0, upper: 100 },
    },
  },
  goals: {
    reliable: {
      kind: "initiative",
      title: "Customers can rely on us",
      owner: "ann",
      window: 2014,
      measure: { kpi: "on-time", from: 90, to: 90 },
    },
    "on-time-2014": {
      kind: "annual_goal",
      title: "Deliver on time",
      owner: "ann",
      parent: "reliable",
      window: 2014,
      measure: { kpi: "on-time", from: 92, to: 95, evaluation: "at-due" },
    },
  },
  scorecards: {},
  channels: { mail: { kind: "email", server: "env:MAIL", from: "Milepost <milepost@example.org>" } },
  recipients: { default: { channels: ["mail"] } },
});

describe.skipIf(browserPath === undefined)("an alert in a real browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "milepost-alert-browser-"));
  let mail: MailReceiver;
  let under: DeploymentUnderTest;
  let browser: Browser;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    mail = await startMailReceiver();
    under = await startDeployment(folder, "2014-01-01T06:00:00Z", { MILEPOST_SECRET_MAIL: mail.server });
    url = await under.app.listen({ host: "127.0.0.1", port: 0 });
    browser = await chromium.launch({ executablePath: browserPath ?? "", args: BROWSER_ARGS });
    page = await browser.newPage({ viewport: { width: 1240, height: 900 } });
  });
  afterAll(async () => {
    await browser.close();
    await under.close();
    await mail.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lets the clock stand at an instant at which values arrive, and does what is due then. */
  async function at(now: string, values: readonly (readonly [string, number])[]): Promise<void> {
    const { predict } = under.embedded;
    await setClock(under, now);
    await under.call("POST /v1/events", values.map(observation));
    await predict.assessNow();
    await predict.fillHistory();
    await under.caughtUp();
  }

  it("leads from the mail's link to the acknowledgement and to the recovered state", async () => {
    expect(await under.call("POST /v1/plans", plan)).toMatchObject({ status: 200 });
    const before = months("2011-01", "2013-12").map(
      ({ label }, index) => [label, 94.6 + ((index * 7) % 5) / 2] as const,
    );
    await at("2014-01-01T06:00:00Z", before);
    await at("2014-03-01T06:00:00Z", [
      ["2014-01", 95.4],
      ["2014-02", 93.1],
    ]);
    await at("2014-04-01T06:00:00Z", [["2014-03", 90.4]]);
    await expect.poll(() => mail.mails.length, { timeout: MAIL_WITHIN_MS }).toBeGreaterThan(0);
    const { text, html } = mailParts(mail.mails[0]?.raw ?? "");
    const { pathname, search } = new URL(/http:\S+token=\S+/.exec(text)?.[0] ?? "");
    expect(pathname).toBe(`/alerts/${ALERT}`);
    await readMail(html);

    await page.goto(`${url}${pathname}${search}`);
    expect(await page.locator("h1").innerText()).toContain(
      "On-time delivery: the chance of reaching the target",
    );
    expect(await page.locator("main").innerText()).toContain("As Ann Weber, by the link in your message.");
    await page.getByLabel("What will be done").fill("A second carrier from 1 May");
    await page.getByLabel("Look at it again on").fill("2014-07-01");
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("status").waitFor();
    await under.caughtUp();
    expect(await stateOf()).toContain("Acknowledged by ann@example.org, review on 1 July 2014");

    await at("2014-05-01T06:00:00Z", [["2014-04", 98.9]]);
    expect(await stateOf()).toContain("Recovering: the chance went from");
    await at("2014-07-01T06:00:00Z", [
      ["2014-05", 99.1],
      ["2014-06", 99.2],
    ]);
    expect(await stateOf()).toContain("Cleared with");

    await page.goto(`${url}/my-alerting?person=ann`);
    expect(await page.locator("h1").innerText()).toBe(
      "Ann Weber is told by mail: 1 of 5 messages of this week are used.",
    );
    expect(await page.locator("main").innerText()).toMatch(/below 50\s% for 2 periods/);
  });

  /** What the alert's page says of it. */
  async function stateOf(): Promise<string> {
    await page.goto(`${url}/alerts/${ALERT}`);
    return page.locator("p.lead").first().innerText();
  }

  /** A person sees the headline, the chart and one thing to do. */
  async function readMail(html: string): Promise<void> {
    await page.setContent(html);
    expect(await page.locator("h2").innerText()).toContain("On-time delivery");
    expect(await page.getByRole("img").getAttribute("alt")).toMatch(
      /^The chance by period: January 2014 \d+ %, /,
    );
    expect(await page.locator("body").innerText()).toContain("dashed: 50 %, below which alerts are raised.");
    expect(await page.getByRole("link").count()).toBe(1);
    if (picturePath === undefined) return;
    await page.setViewportSize(MAIL_SIZE);
    writeFileSync(picturePath, await page.screenshot({ fullPage: true }));
  }
});

function months(first: string, last: string): readonly Period[] {
  const month = (label: string): Period => parsePeriod(label, "month") as Period;
  return periodsBetween(month(first), month(last));
}

function observation([period, value]: readonly [string, number]): object {
  const end = new Date(periodEndsAt(parsePeriod(period, "month") as Period, "UTC")).toISOString();
  return {
    specversion: "1.0",
    id: `on-time-${period}`,
    source: "//test",
    type: "milepost.observation.recorded.v1",
    time: end,
    data: {
      kpi: "on-time",
      series: {},
      period,
      kind: "actual",
      value: String(value),
      knownAt: end,
      completeness: "complete",
    },
  };
}
