import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

const browserPath = process.env["MILEPOST_TEST_BROWSER"];
const BROWSER_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
/** The track record is completed first where it is not. */
const MONTH_WITHIN_MS = 120_000;
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1240, height: 900 };
const PAGES = [
  "/",
  "/scorecard",
  "/kpis/mnr-elevator-availability",
  "/track-record",
  "/capabilities",
  "/dead-letters",
];
const AXE = fileURLToPath(import.meta.resolve("axe-core"));
/** Runs in the page: each violation as rule and place. */
const VIOLATIONS = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }).then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + " " + node.target.join(" "))))`;
const HEAVIEST_PAGE_BYTES = 150_000;

/** Lets the next month arrive by the button on the page, on a demo that stands at September 2014. */
export function monthInBrowserSuite(milepost: () => RunningMilepost): void {
  it.skipIf(browserPath === undefined)(
    "a person lets October arrive by the button and sees what changed",
    async () => {
      const browser = await chromium.launch({ executablePath: browserPath ?? "", args: BROWSER_ARGS });
      const page = await browser.newPage({ viewport: DESKTOP });
      await page.goto(`${milepost().url}/`);
      const before = await page.locator("main").innerText();
      await page.getByRole("button", { name: "Let October arrive" }).click({ timeout: MONTH_WITHIN_MS });
      await page.getByRole("button", { name: "Let November arrive" }).waitFor({ timeout: MONTH_WITHIN_MS });
      await page.goto(`${milepost().url}/`);
      const after = await page.locator("main").innerText();
      expect(after).not.toBe(before);
      expect(after).toContain("October 2014");
      expect(await page.locator("h1").innerText()).toMatch(/\d+ of 12\d goals/);
      await browser.close();
    },
  );
}

/** What a leader sees in a browser, on a demo that stands at September 2014. */
export function pagesSuite(milepost: () => RunningMilepost): void {
  describe.skipIf(browserPath === undefined)("the pages in a real browser", () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: browserPath ?? "", args: BROWSER_ARGS });
      // axe is injected as a script, which the pages themselves forbid.
      page = await browser.newPage({ viewport: DESKTOP, bypassCSP: true });
    });
    afterAll(() => browser.close());

    const open = async (path: string): Promise<void> => {
      const answer = await page.goto(`${milepost().url}${path}`);
      expect(answer?.status()).toBe(200);
    };

    it("at risk: the first sentence counts the goals, and a goal leads to its KPI", async () => {
      await open("/");
      expect(await page.locator("h1").innerText()).toMatch(/\d+ of 12\d goals/);
      await page
        .getByRole("link", { name: /Elevator Availability/ })
        .first()
        .click();
      expect(page.url()).toContain("/kpis/");
      expect(await page.locator("h1").innerText()).toContain("Elevator Availability");
    });

    it("KPI: a number leads to its connector run and log offset", async () => {
      await open("/kpis/mnr-elevator-availability");
      const text = await page.locator("main").innerText();
      expect(text).toContain("97.6");
      expect(text).toMatch(/offset/i);
      expect(text).toMatch(/line 2,?686/);
    });

    it("scorecard: a cell opens what is behind it", async () => {
      await open("/scorecard");
      const table = page.locator("table").first();
      expect(await table.innerText()).toContain("Metro-North Railroad");
      await table.locator("td a").first().click();
      expect(await page.locator("main").innerText()).not.toBe("");
    });

    it("track record: P(hit) stands beside the red/green rule, hard and calibrated", async () => {
      await open("/track-record");
      const text = await page.locator("main").innerText();
      expect(text).toMatch(/Brier/);
      expect(text).toMatch(/backtest/i);
    });

    it.each(PAGES)("%s as of March 2014 shows nothing of later months", async (path) => {
      await open(`${path}?asOf=2014-03`);
      const text = await page.locator("main").innerText();
      expect(text).not.toMatch(/(Apr|May|Jun|Jul|Aug|Sep)[a-z]* 2014/);
    });

    it.each(PAGES)(
      "%s fits a phone, weighs under 150 kB and has one heading, a skip link and a title",
      async (path) => {
        await page.setViewportSize(PHONE);
        await open(path);
        const width = await page.evaluate<number>("document.documentElement.scrollWidth");
        expect(width).toBeLessThanOrEqual(PHONE.width);
        expect(Buffer.byteLength(await page.content())).toBeLessThan(HEAVIEST_PAGE_BYTES);
        expect(await page.locator("h1").count()).toBe(1);
        expect(await page.title()).toContain("Milepost");
        await page.keyboard.press("Tab");
        expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("#main");
        await page.setViewportSize(DESKTOP);
      },
    );

    it("axe finds nothing to object to (WCAG 2.2 AA), in light and dark", async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const path of PAGES) {
          await open(path);
          await page.addScriptTag({ path: AXE });
          expect(await page.evaluate(VIOLATIONS), `${path} in ${colorScheme}`).toEqual([]);
        }
      }
      await page.emulateMedia({ colorScheme: null });
    });
  });
}
