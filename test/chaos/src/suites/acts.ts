import { setTimeout as delay } from "node:timers/promises";
import type { MilepostEvent } from "@milepost/contracts";
import type { Host } from "../hosts/host.ts";
import type { Run } from "./feed.ts";
import type { KillArea } from "./kill-table.ts";

/** What makes a process of an area work, so that it comes to its steps: called again and again until the process is dead. */
export type Act = () => Promise<void>;

/** Puts a record into the log that no projector can read. */
export async function appendPoison(host: Host, { name }: Run): Promise<void> {
  const event = {
    specversion: "1.0",
    id: `${name}-poison`,
    source: "//chaos/a",
    type: "milepost.observation.recorded.v1",
    time: "2026-01-10T06:00:00.000Z",
    recordedtime: "2026-01-10T06:00:00.000Z",
    actor: "chaos",
    data: { kpi: `${name}-orders`, series: {}, period: "no period", kind: "actual", value: "1" },
  };
  await host.log.append([
    { topic: "observations", key: `${name}-orders/`, event: event as unknown as MilepostEvent },
  ]);
}

/** What drives the steps of an area besides the events that are posted all the while. */
export function actOf(area: KillArea, host: Host): Act {
  switch (area) {
    case "rebuild":
      return () => beginRebuild(host);
    case "connector-run":
    case "dead-letters":
    case "assessment":
    case "projector":
    case "derive":
      return async () => undefined;
  }
}

interface RebuildItem {
  readonly rebuild: string;
  readonly state: string;
  readonly differed: boolean | null;
}

const ENDED: ReadonlySet<string> = new Set(["done", "dropped"]);

/** Goes on with the open rebuild, or begins one; answers do not matter: the process may be dying. */
export async function beginRebuild({ rebuildsUrl }: Host): Promise<void> {
  const open = (await listRebuilds(rebuildsUrl)).find(({ state }) => !ENDED.has(state));
  const path = open === undefined ? "/v1/rebuilds" : `/v1/rebuilds/${open.rebuild}/resume`;
  const answer = await fetch(`${rebuildsUrl}${path}`, { method: "POST" }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
}

async function listRebuilds(url: string): Promise<readonly RebuildItem[]> {
  const answer = await fetch(`${url}/v1/rebuilds`).catch(() => undefined);
  if (answer?.ok !== true) return [];
  return ((await answer.json()) as { readonly items: readonly RebuildItem[] }).items;
}

const REBUILD_ASKED_EVERY_MS = 200;
const REBUILD_WITHIN_MS = 180_000;

/** Brings every rebuild to its end and does one more; resolves with what that one found to differ, undefined: nothing. */
export async function rebuildDifference(host: Host): Promise<string | undefined> {
  const deadline = performance.now() + REBUILD_WITHIN_MS;
  await finishOpen(host, deadline);
  const known = new Set((await listRebuilds(host.rebuildsUrl)).map(({ rebuild }) => rebuild));
  const begun = await fetch(`${host.rebuildsUrl}/v1/rebuilds`, { method: "POST" });
  if (!begun.ok) return `no rebuild could be begun: ${await begun.text()}`;
  await begun.arrayBuffer();
  await finishOpen(host, deadline);
  const own = (await listRebuilds(host.rebuildsUrl)).find(({ rebuild }) => !known.has(rebuild));
  if (own?.state === "done" && own.differed === false) return undefined;
  const detail = await fetch(`${host.rebuildsUrl}/v1/rebuilds/${own?.rebuild}`);
  return `the rebuilt tables are not the live ones: ${await detail.text()}`;
}

async function finishOpen(host: Host, deadline: number): Promise<void> {
  for (;;) {
    const open = (await listRebuilds(host.rebuildsUrl)).find(({ state }) => !ENDED.has(state));
    if (open === undefined) return;
    if (performance.now() > deadline) throw new Error(`A rebuild does not end: ${JSON.stringify(open)}`);
    // Refused while an attempt is under way.
    const resumed = await fetch(`${host.rebuildsUrl}/v1/rebuilds/${open.rebuild}/resume`, { method: "POST" });
    await resumed.arrayBuffer();
    await delay(REBUILD_ASKED_EVERY_MS);
  }
}
