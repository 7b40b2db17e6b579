import type { FastifyReply, FastifyRequest } from "fastify";
import { localDate } from "@milepost/contracts";
import type { ScoreboardParts } from "../compose.ts";
import { html } from "../html.ts";
import type { Html } from "../html.ts";
import type { BoardParts, MomentChoice } from "../reading/board.ts";
import { chooseMoment, countWaitingAlerts } from "../reading/board.ts";
import type { Moment } from "../reading/readings.ts";
import { shiftMonth } from "../words/dates.ts";
import type { AssetPaths, Frame, Page } from "./layout/frame.ts";
import { layout } from "./layout/layout.ts";

/** What every page route works with. */
export interface PageParts extends ScoreboardParts {
  readonly reading: BoardParts;
  readonly assets: AssetPaths;
}

/** What there is not, in words. */
interface MissingPage {
  readonly missing: string;
}

/** A page's content and name once the moment is known; undefined: there is no such page. */
export type PageMaker = (moment: Moment) => Promise<Omit<Page, "path"> | MissingPage | undefined>;

interface PageQuery {
  readonly asOf?: string | undefined;
}

/** Answers one page request: finds the moment, makes the page, and frames it. */
export async function sendPage(
  parts: PageParts,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  make: PageMaker,
): Promise<FastifyReply> {
  const { asOf } = request.query as PageQuery;
  await parts.reading.plan.caughtUp();
  const choice = await chooseMoment(parts.reading, asOf);
  if (choice === undefined)
    return sendMissing(
      parts,
      reply,
      `There is nothing to see as of “${asOf}”: it is not over yet, has no data, or is no moment such as 2014-08, 2014-W35 or 2014-09-01T04:00:00Z.`,
    );
  const [made, frame] = await Promise.all([make(choice.moment), frameOf(parts, choice)]);
  if (made === undefined)
    return sendMissing(
      parts,
      reply,
      "There is no such page here. It may have been renamed, or was not yet part of the plan at that month.",
    );
  if ("missing" in made) return sendMissing(parts, reply, made.missing);
  const path = request.url.split("?")[0] ?? "/";
  return send(reply, layout({ ...made, path }, frame));
}

/** When whoever got no answer may ask again. */
export const RETRY_AFTER_SECONDS = 2;

/** A page of plain words, for what cannot be shown or done. */
export interface WordsPage {
  readonly status: number;
  readonly title: string;
  readonly words: string;
  /** When the same may be asked again; absent: asking again brings the same. */
  readonly retryAfterSeconds?: number;
  /** Where to go from here. */
  readonly link: { readonly href: string; readonly text: string };
  /** What stands between the words and the link. */
  readonly more?: (moment: Moment) => Html;
}

/** Answers with a page of words, framed as of now. */
export async function sendWords(
  parts: PageParts,
  reply: FastifyReply,
  page: WordsPage,
): Promise<FastifyReply> {
  const { status, title, words, link, more, retryAfterSeconds } = page;
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", retryAfterSeconds);
  const choice = await chooseMoment(parts.reading, undefined);
  if (choice === undefined) return reply.code(status).send(words);
  const content = html`<h1>${title}</h1>
    <p>${words}</p>
    ${more?.(choice.moment)}
    <p><a href="${link.href}">${link.text}</a></p>`;
  const framed = { name: "kpi", title, path: "/", query: {}, content } as const;
  return send(reply.code(status), layout(framed, await frameOf(parts, choice)));
}

/** Answers that there is no such page, and where to go. */
export function sendMissing(parts: PageParts, reply: FastifyReply, words: string): Promise<FastifyReply> {
  const link = { href: "/", text: "To the goals at risk" };
  return sendWords(parts, reply, { status: 404, title: "Not here", words, link });
}

function send(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(page.safe);
}

async function frameOf(parts: PageParts, { moment, months, completeTo }: MomentChoice): Promise<Frame> {
  const [openAlerts, pipeline] = await Promise.all([
    countWaitingAlerts(parts.reading, moment),
    parts.reading.pipeline(),
  ]);
  const progress = parts.progress();
  const plan = parts.reading.plan.now();
  const standsAt = localDate(parts.clock.now(), moment.timeZone);
  return {
    moment,
    months,
    completeTo,
    openAlerts,
    pipeline,
    demo: parts.demo && {
      standsAt,
      nextMonth: nextMonthOf(plan.clock, standsAt),
      command: parts.demo.command(),
    },
    backtests: progress === null ? null : { done: progress.assessed, total: progress.total },
    assets: parts.assets,
  };
}

/** A demo whose clock stands still lets the month in that has just begun. */
function nextMonthOf(clock: string | null, standsAt: string): string | null {
  return clock === null || standsAt >= DEMO_ENDS ? null : shiftMonth(standsAt.slice(0, 7), 0);
}

/** The demo's rows end with December 2014. */
const DEMO_ENDS = "2015-01-01";
