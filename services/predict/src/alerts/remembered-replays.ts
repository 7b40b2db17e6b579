import type { Deployment } from "../deployment.ts";
import { workState } from "../rounds.ts";
import type { ReplayAsked, SettingReplayed } from "./replay-setting.ts";
import { replaySetting } from "./replay-setting.ts";

/** Settings whose replays are remembered, at most. */
const MOST_KEPT = 50;
const DATE_CHARACTERS = "2014-09-30".length;

export interface ReplayParts {
  readonly open: () => Promise<Deployment>;
  readonly now: () => number;
}

/** Replays settings; who asks for the same one again on the same day is told the same, until the log says anything new. */
export function rememberReplays({
  open,
  now,
}: ReplayParts): (asked: ReplayAsked) => Promise<SettingReplayed> {
  const kept = new Map<string, SettingReplayed>();
  let followed: Deployment | undefined;
  return async (asked) => {
    const deployment = await open();
    if (followed !== deployment) {
      followed = deployment;
      kept.clear();
      deployment.onNews(() => kept.clear());
    }
    await deployment.catchUp();
    const key = JSON.stringify([new Date(now()).toISOString().slice(0, DATE_CHARACTERS), asked]);
    const before = kept.get(key);
    if (before !== undefined) return before;
    const { plan } = deployment.planNow();
    const replayed = replaySetting({ ...workState(deployment, now()), plan }, asked);
    if (asked.plan !== undefined) return replayed;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, replayed);
    return replayed;
  };
}
