import { createHash } from "node:crypto";
import type { LeadReason, LeadTestedData, Position } from "@milepost/contracts";
import { falseDiscovery, leadPeriodsNeeded, testLead } from "@milepost/forecast";
import type { LeadTest } from "@milepost/forecast";
import { roundFigure } from "@milepost/scoring";
import type { News } from "../deployment.ts";
import type { Reading } from "../series-reading.ts";
import { FREQUENCIES } from "./frequencies.ts";
import type { LeadLink } from "./lead-links.ts";
import { leadSeries } from "./lead-series.ts";
import type { LeadSeries } from "./lead-series.ts";

/** Goes up whenever the same values may get another verdict. */
const LEAD_TEST_VERSION = "1";
/** Share of false ones that is accepted among the links that are told to be supported. */
const FALSE_DISCOVERIES = 0.05;
const DIGEST_CHARACTERS = 16;

const SIGNS = { increase: 1, decrease: -1, either: 0 } as const;

/** What verdicts rest on. */
export interface LeadBasis {
  readonly links: readonly LeadLink[];
  readonly reading: Reading;
  /** Epoch milliseconds: what could be known then. */
  readonly asOf: number;
  readonly position: Position;
  /** Tests made before, by what they rest on; may be absent. */
  readonly remembered?: Map<string, LeadTest>;
}

/** The verdicts on all declared links, each as the event that would tell it, by what it rests on; the same basis gives the same bytes. */
export function leadVerdicts({ links, reading, asOf, position, remembered }: LeadBasis): readonly News[] {
  const cases = links.map((link) => caseOf(link, leadSeries(link, reading, asOf), remembered));
  const tested = cases.flatMap(({ test }) => (test?.testable === true ? [test.pValue] : []));
  const qValues = falseDiscovery(tested);
  // All links were judged together, so a verdict can be known once all their values can.
  const knownAt = cases.reduce((latest, { series }) => Math.max(latest, series.knownAt), 0);
  let next = 0;
  return cases.map((one): News => {
    const qValue = one.test?.testable === true ? (roundFigure(qValues[next++] ?? 1) ?? 1) : null;
    const { lead, follower } = one.link;
    const data: LeadTestedData = {
      ...verdictOf(one, qValue),
      asOf: new Date(knownAt).toISOString(),
      testedTogether: tested.length,
      testVersion: LEAD_TEST_VERSION,
      inputsPosition: position,
    };
    const digest = digestOf(one, [qValue, tested.length]);
    return {
      type: "milepost.lead.tested.v1",
      id: `${lead.id}/${follower.id}@${digest}`,
      key: follower.id,
      data,
    };
  });
}

interface LeadCase {
  readonly link: LeadLink;
  readonly series: LeadSeries;
  /** Null: its ends cannot be compared at all. */
  readonly test: LeadTest | null;
}

function caseOf(link: LeadLink, series: LeadSeries, remembered?: Map<string, LeadTest>): LeadCase {
  if (incomparable(link) !== null) return { link, series, test: null };
  const digest = digestOf({ link, series }, []);
  const test = remembered?.get(digest) ?? testOf(link, series);
  remembered?.set(digest, test);
  return { link, series, test };
}

function testOf(link: LeadLink, { lead, follower, periods }: LeadSeries): LeadTest {
  return testLead({
    lead,
    follower,
    ...shapeOf(link),
    sign: SIGNS[link.driven.effect ?? "either"],
    seed: `${link.key}/${periods.at(-1)?.label ?? ""}/${LEAD_TEST_VERSION}`,
  });
}

function shapeOf({ lead, driven }: LeadLink): { readonly frequency: number; readonly maxLag: number } {
  return { frequency: FREQUENCIES[lead.base.grain], maxLag: driven.within };
}

/** Why two KPIs can never be compared, as the plan has them; null: they can. */
function incomparable({ lead, follower }: LeadLink): LeadReason | null {
  if (lead.base.grain !== follower.base.grain) return "grains_differ";
  return [lead, follower].some(({ base }) => base.behaviour === "running") ? "running" : null;
}

type Verdict = Pick<
  LeadTestedData,
  | ("lead" | "follower" | "verdict" | "reason" | "effect" | "within" | "grain")
  | ("period" | "periods" | "periodsNeeded" | "lag" | "strength" | "pValue" | "qValue" | "gain")
>;

function verdictOf({ link, series, test }: LeadCase, qValue: number | null): Verdict {
  const { lead, follower, driven } = link;
  const common = {
    lead: lead.id,
    follower: follower.id,
    effect: driven.effect ?? "either",
    within: driven.within,
    grain: lead.base.grain,
    period: series.periods.at(-1)?.label ?? null,
    periods: series.periods.length,
    periodsNeeded: leadPeriodsNeeded(shapeOf(link)),
  } as const;
  if (test?.testable !== true) {
    const reason = test?.reason ?? incomparable(link) ?? "too_short";
    const unknown = { lag: null, strength: null, pValue: null, qValue: null, gain: null };
    return { ...common, verdict: "not_testable", reason, ...unknown };
  }
  const isSupported = (qValue ?? 1) <= FALSE_DISCOVERIES && test.gain > 0;
  return {
    ...common,
    verdict: isSupported ? "supported" : "not_supported",
    reason: null,
    lag: test.lag,
    strength: roundFigure(test.strength),
    pValue: roundFigure(test.pValue),
    qValue,
    gain: roundFigure(test.gain),
  };
}

function digestOf({ link, series }: Pick<LeadCase, "link" | "series">, besides: readonly unknown[]): string {
  const { key, driven } = link;
  const { lead, follower, periods } = series;
  const basis = [
    LEAD_TEST_VERSION,
    key,
    [driven.effect ?? "either", driven.within],
    [incomparable(link), link.lead.baseId, link.follower.baseId, link.lead.base.grain],
    [periods[0]?.label ?? null, ...lead].map(textOf),
    [...follower].map(textOf),
    besides,
  ];
  return createHash("sha256").update(JSON.stringify(basis)).digest("hex").slice(0, DIGEST_CHARACTERS);
}

/** JSON has no NaN, and unknown is not null here. */
function textOf(value: unknown): string {
  return String(value);
}
