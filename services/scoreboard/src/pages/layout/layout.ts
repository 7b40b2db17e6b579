import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { counted, numberText } from "../../words/numbers.ts";
import {
  dateText,
  instantText,
  longDateText,
  periodName,
  periodText,
  shiftMonth,
} from "../../words/dates.ts";
import type { Frame, Page, PageName } from "./frame.ts";
import { linkTo } from "./frame.ts";
import { pipelineNote } from "./pipeline-note.ts";

const NAVIGATION: readonly { readonly name: PageName; readonly path: string; readonly text: string }[] = [
  { name: "at-risk", path: "/", text: "At risk" },
  { name: "scorecard", path: "/scorecard", text: "Scorecard" },
  { name: "alerts", path: "/alerts", text: "Alerts" },
  { name: "track-record", path: "/track-record", text: "Track record" },
];

/** A whole page: frame around content. */
export function layout(page: Page, frame: Frame): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
        <title>${page.title} · Milepost</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${frame.assets.style}" />
        <script src="${frame.assets.script}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="${linkTo("/", frame.moment)}">Milepost</a>
          <nav aria-label="Pages">
            <ul>
              ${NAVIGATION.map((entry) => navigationEntry(entry, page, frame))}
            </ul>
          </nav>
          ${asOfForm(page, frame)}
        </header>
        ${demoNote(frame)}${pipelineNote(frame)}${pastNote(page, frame)}
        <main id="main" tabindex="-1">${page.content}</main>
        <footer>
          Every number leads to its evidence: open a KPI to see its versions, connector run and place in the
          log. <a href="${linkTo("/capabilities", frame.moment)}">What comes from a model</a>. For programs:
          <a href="/docs">API</a> and the SQL endpoint.
        </footer>
      </body>
    </html>`;
}

function navigationEntry(
  entry: (typeof NAVIGATION)[number],
  page: Page,
  { moment, openAlerts }: Frame,
): Html {
  const current = entry.name === page.name && html` aria-current="page"`;
  const count =
    entry.name === "alerts" && openAlerts > 0 && html` <small>${numberText(openAlerts, 0)}</small>`;
  return html`<li><a href="${linkTo(entry.path, moment)}" ${current}>${entry.text}${count}</a></li>`;
}

function asOfForm(page: Page, { moment, months, completeTo }: Frame): Html {
  const { asked, period, instant, timeZone } = moment;
  const options = months.map(
    (month) =>
      html`<option value="${month}" ${asked === undefined && month === period && html` selected`}>
        ${periodText(month)}
      </option>`,
  );
  const own =
    asked !== undefined && html`<option value="${asked}" selected>${instantText(instant, timeZone)}</option>`;
  const kept = Object.entries(page.query).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form
    class="as-of"
    action="${page.path}"
    hx-get="${page.path}"
    hx-trigger="change"
    hx-target="body"
    hx-push-url="true"
  >
    ${kept}<label for="as-of">as of</label>
    <select id="as-of" name="asOf">
      ${own} ${options}
    </select>
    <noscript><button>Show</button></noscript>
    <span>complete to ${dateText(completeTo)}</span>
  </form>`;
}

function demoNote({ demo, backtests }: Frame): Html | null {
  if (demo === null) return null;
  const next =
    demo.nextMonth !== null &&
    html`<form method="post" action="/demo/next-month">
      <button>Let ${periodName(demo.nextMonth)} arrive</button>
      <span>or <code>${demo.command}</code></span>
    </form>`;
  return html`<div class="note">
    <p>
      A demo on its own clock, which stands at ${longDateText(demo.standsAt)}.
      ${backtests !== null && html`${numberText(backtests.done, 0)} of ${counted(backtests.total, "backtest")} done.`}
    </p>
    ${next}
  </div>`;
}

function pastNote(page: Page, { moment, months }: Frame): Html | null {
  if (moment.latest) return null;
  const newest = new URLSearchParams(page.query).toString();
  const href = newest === "" ? page.path : `${page.path}?${newest}`;
  return html`<div class="note past">
    <p>
      You are looking back: ${lookedBackOn(page, moment)}.
      ${months[0] !== undefined && html`<a href="${href}">Back to ${periodText(months[0])}</a>`}
    </p>
  </div>`;
}

/** Scorecards tell of the month itself, and its figures come after its end. */
function lookedBackOn({ name }: Page, { period, asked, instant, timeZone }: Frame["moment"]): string {
  if (asked !== undefined) return `only what could be known at the time: ${instantText(instant, timeZone)}`;
  return name === "scorecard"
    ? `${periodText(period)}, by what could be known until the end of ${periodText(shiftMonth(period, 1))}`
    : `only what could be known at the end of ${periodText(period)}`;
}
