import type { LeadTestedData } from "@milepost/contracts";
import type { LeadTest } from "@milepost/forecast";
import type { Clock } from "@milepost/runtime";
import type { Deployment } from "../deployment.ts";
import type { PredictSteps } from "../steps.ts";
import { leadLinks, linkedKpis } from "./lead-links.ts";
import { leadVerdicts } from "./lead-verdicts.ts";

/** Tests that are remembered. */
const MOST_REMEMBERED = 2_000;

/**
 * The job that holds every link of the plan against the values, and tells what rests on another basis than before. A round in
 * which no value of a link changed tests none again.
 */
export function leadJob({
  open,
  clock,
  onStep,
}: {
  readonly open: () => Promise<Deployment>;
  readonly clock: Clock;
  readonly onStep?: PredictSteps["onLeadStep"];
}): (nothing: unknown, signal: AbortSignal) => Promise<void> {
  const remembered = new Map<string, LeadTest>();
  return async (_nothing, signal) => {
    const deployment = await open();
    const position = await deployment.position();
    const links = leadLinks(deployment.planBelow(position).plan);
    if (links.length === 0) return;
    if (remembered.size > MOST_REMEMBERED) remembered.clear();
    const asOf = clock.now();
    const reading = await deployment.reading(asOf, position, linkedKpis(links));
    const verdicts = leadVerdicts({ links, reading, asOf, position, remembered });
    await deployment.catchUp();
    signal.throwIfAborted();
    const news = verdicts.flatMap((verdict, at) => {
      const id = deployment.leads.nextId(links[at]?.key ?? "", verdict.id);
      return id === undefined ? [] : [{ ...verdict, id }];
    });
    if (news.length === 0) return;
    onStep?.("judging");
    await deployment.append(news);
    onStep?.("judged");
  };
}

/** Makes a test again from the position that it names: the same build gives the same bytes; null: no link of that plan. */
export async function recomputeLead(
  deployment: Deployment,
  made: LeadTestedData,
): Promise<LeadTestedData | null> {
  const position = made.inputsPosition;
  const asOf = Date.parse(made.asOf);
  const links = leadLinks(deployment.planBelow(position).plan);
  const reading = await deployment.reading(asOf, position, linkedKpis(links));
  const at = links.findIndex(({ key }) => key === `${made.lead}/${made.follower}`);
  const verdict = leadVerdicts({ links, reading, asOf, position })[at];
  return verdict === undefined ? null : (verdict.data as LeadTestedData);
}
