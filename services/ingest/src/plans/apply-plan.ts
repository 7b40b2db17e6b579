import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { FieldProblem, Lint, PlanFile } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { decidePlan, evolve, parsePlan, placeProblems } from "@milepost/plan";
import type { Change, Decision, PlannedEvent, PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { planCause, textHash } from "./applied-plans.ts";
import { placeConnectors } from "./connector-paths.ts";
import type { PlacedEvent, PlanReader } from "./follow-plan.ts";
import type { PlanPreview } from "./preview-plan.ts";

const SOURCE = "//milepost/ingest";

export interface ApplyPlanRequest {
  /** YAML or JSON. */
  readonly text: string;
  /** Folder to which the paths of file connectors are relative; absent: the data folder's inbox. */
  readonly baseDir?: string | undefined;
  readonly actor: string;
  /** Lists the changes and what they would show differently, and appends nothing. */
  readonly dryRun?: boolean;
  readonly idempotencyKey?: string | undefined;
}

/** What applying did (or would do), or everything that keeps the plan from being applied. */
export type PlanApplied =
  | {
      readonly ok: true;
      readonly dryRun: boolean;
      readonly changes: readonly Change[];
      /** What somebody should think of once more. */
      readonly lints: readonly Lint[];
      /** What would be shown differently; null where the plan was applied. */
      readonly effects: PlanPreview | null;
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Before it was looked at for lints. */
type Unlinted<Applied> = Applied extends { readonly lints: unknown } ? Omit<Applied, "lints"> : Applied;

export interface ApplyPlanParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly plan: PlanReader;
  readonly dataDir: string;
  /** What would be shown differently under the second plan. */
  readonly preview: (before: PlanState, after: PlanState) => Promise<PlanPreview>;
}

/**
 * Applies plans one after the other; each sees the one before it, and returns once its own events came back. Where other
 * instances apply plans at the same time, the log's order decides: an applier that finds foreign events between its look
 * and its own events appends what its plan still differs by, so that the end is as if one had come after the other.
 */
export function createPlanApplier(
  parts: ApplyPlanParts,
): (request: ApplyPlanRequest) => Promise<PlanApplied> {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    // What only looks waits for nobody, and keeps nobody waiting.
    if (request.dryRun === true) return applyPlan(request, parts);
    const applied = last.then(() => applyPlan(request, parts));
    last = applied.catch(() => undefined);
    return applied;
  };
}

/** Appliers that write between each other's events decide again, so many times at most. */
const MAX_ROUNDS = 10;

async function applyPlan(request: ApplyPlanRequest, parts: ApplyPlanParts): Promise<PlanApplied> {
  const { plan, dataDir } = parts;
  const { text } = request;
  await plan.caughtUp();
  const before = appliedBefore(request, plan);
  const parsed = parsePlan(text);
  if (before !== undefined) return { ...before, lints: parsed.ok ? parsed.lints : [] };
  if (!parsed.ok) return parsed;
  const folders = { planFolder: request.baseDir, inbox: join(dataDir, "inbox") };
  const placed = await placeConnectors(parsed.plan, folders);
  if (!placed.ok) return { ok: false, problems: placeProblems(text, placed.problems) };
  const { lints } = parsed;
  if (request.dryRun === true) {
    const preview = await previewed(placed.plan, request, parts);
    return preview.ok ? { ...preview, lints } : preview;
  }
  let changes: readonly Change[] = [];
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const done = await applyOnce(placed.plan, request, parts);
    if (!done.ok) return { ok: false, problems: placeProblems(text, done.problems) };
    changes = mergedChanges(changes, done.changes);
    if (done.holds) return { ok: true, dryRun: false, changes, lints, effects: null };
  }
  const message =
    "Others change the plan again and again at the same time; what holds is a mix. Apply it once more.";
  throw new MilepostError("conflict", message, { retryable: true });
}

/** What applying would change, and what would be shown differently then. */
async function previewed(
  wanted: PlanFile,
  request: ApplyPlanRequest,
  parts: ApplyPlanParts,
): Promise<Unlinted<PlanApplied>> {
  const before = parts.plan.state();
  const decision = decide(wanted, request, parts);
  if (!decision.ok) return { ok: false, problems: placeProblems(request.text, decision.problems) };
  const { changes, events } = decision;
  const after = evolve(
    before,
    events.map(({ event }) => event),
  );
  return { ok: true, dryRun: true, changes, effects: await parts.preview(before, after) };
}

function decide(wanted: PlanFile, { actor }: ApplyPlanRequest, { clock, plan }: ApplyPlanParts): Decision {
  const now = new Date(clock.now()).toISOString();
  return decidePlan(wanted, plan.state(), { now, source: SOURCE, actor, newId: randomUUID });
}

type Round =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly holds: boolean }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Appends what the plan differs by; it holds when nobody else's event came between the look and the last own event. */
async function applyOnce(wanted: PlanFile, request: ApplyPlanRequest, parts: ApplyPlanParts): Promise<Round> {
  const { log, clock, plan } = parts;
  const from = plan.position();
  const decision = decide(wanted, request, parts);
  if (!decision.ok) return decision;
  const { changes, events } = decision;
  if (events.length === 0) return { ok: true, changes, holds: true };
  const now = new Date(clock.now()).toISOString();
  const records = events.map((planned) => stamped(planned, { now, request, events: events.length }));
  await log.append(records);
  await plan.caughtUp();
  return { ok: true, changes, holds: !hasForeignBetween(plan.since(from), records) };
}

function hasForeignBetween(taken: readonly PlacedEvent[], own: readonly PlannedEvent[]): boolean {
  const ids = new Set(own.map(({ event }) => event.id));
  const last = new Map<string, number>();
  for (const { id, place, offset } of taken) if (ids.has(id)) last.set(place, offset);
  return taken.some(({ id, place, offset }) => !ids.has(id) && offset < (last.get(place) ?? -1));
}

/** What all rounds changed: the first change of an object says what became of it for the caller. */
function mergedChanges(before: readonly Change[], after: readonly Change[]): readonly Change[] {
  const merged = new Map(before.map((change) => [`${change.kind}/${change.id}`, change]));
  for (const change of after) {
    const name = `${change.kind}/${change.id}`;
    const known = merged.get(name);
    if (known === undefined || known.change === "unchanged") merged.set(name, change);
  }
  return [...merged.values()];
}

function appliedBefore(
  { text, idempotencyKey }: ApplyPlanRequest,
  plan: PlanReader,
): Unlinted<Extract<PlanApplied, { ok: true }>> | undefined {
  const before = idempotencyKey === undefined ? undefined : plan.applied().get(idempotencyKey);
  if (before === undefined) return undefined;
  if (before.text === textHash(text) && !before.complete) return undefined;
  if (before.text === textHash(text))
    return { ok: true, dryRun: false, changes: before.changes, effects: null };
  throw new MilepostError("conflict", `Idempotency-Key "${idempotencyKey}" was used for another plan`);
}

interface Stamp {
  readonly now: string;
  readonly request: ApplyPlanRequest;
  /** How many events are appended together. */
  readonly events: number;
}

function stamped({ topic, key, event }: PlannedEvent, { now, request, events }: Stamp): PlannedEvent {
  const { idempotencyKey, text } = request;
  const cause = idempotencyKey === undefined ? {} : { causationid: planCause(idempotencyKey, text, events) };
  return { topic, key, event: { ...event, recordedtime: now, ...cause } };
}
