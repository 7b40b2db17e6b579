import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { FieldProblem } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { decidePlan, evolve, parsePlan, placeProblems } from "@milepost/plan";
import type { Change, PlannedEvent, PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { planCause, textHash } from "./applied-plans.ts";
import { placeConnectors } from "./connector-paths.ts";
import type { PlanReader } from "./follow-plan.ts";
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
      /** What would be shown differently; null where the plan was applied. */
      readonly effects: PlanPreview | null;
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export interface ApplyPlanParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly plan: PlanReader;
  readonly dataDir: string;
  /** What would be shown differently under the second plan. */
  readonly preview: (before: PlanState, after: PlanState) => Promise<PlanPreview>;
}

/** Applies plans one after the other; each sees the one before it, and returns once its own events came back. */
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

async function applyPlan(request: ApplyPlanRequest, parts: ApplyPlanParts): Promise<PlanApplied> {
  const { log, clock, plan, dataDir } = parts;
  const { text, actor, dryRun = false } = request;
  await plan.caughtUp();
  const before = appliedBefore(request, plan);
  if (before !== undefined) return before;
  const parsed = parsePlan(text);
  if (!parsed.ok) return parsed;
  const folders = { planFolder: request.baseDir, inbox: join(dataDir, "inbox") };
  const placed = await placeConnectors(parsed.plan, folders);
  if (!placed.ok) return { ok: false, problems: placeProblems(text, placed.problems) };
  const now = new Date(clock.now()).toISOString();
  const decision = decidePlan(placed.plan, plan.state(), { now, source: SOURCE, actor, newId: randomUUID });
  if (!decision.ok) return { ok: false, problems: placeProblems(text, decision.problems) };
  const { changes } = decision;
  if (dryRun) {
    const before = plan.state();
    const after = evolve(
      before,
      decision.events.map(({ event }) => event),
    );
    return { ok: true, dryRun, changes, effects: await parts.preview(before, after) };
  }
  const applied: PlanApplied = { ok: true, dryRun, changes, effects: null };
  if (decision.events.length === 0) return applied;
  await log.append(decision.events.map((planned) => stamped(planned, now, request)));
  await plan.caughtUp();
  return applied;
}

function appliedBefore(
  { text, idempotencyKey }: ApplyPlanRequest,
  plan: PlanReader,
): PlanApplied | undefined {
  const before = idempotencyKey === undefined ? undefined : plan.applied().get(idempotencyKey);
  if (before === undefined) return undefined;
  if (before.text === textHash(text))
    return { ok: true, dryRun: false, changes: before.changes, effects: null };
  throw new MilepostError("conflict", `Idempotency-Key "${idempotencyKey}" was used for another plan`);
}

function stamped({ topic, key, event }: PlannedEvent, now: string, request: ApplyPlanRequest): PlannedEvent {
  const { idempotencyKey, text } = request;
  const cause = idempotencyKey === undefined ? {} : { causationid: planCause(idempotencyKey, text) };
  return { topic, key, event: { ...event, recordedtime: now, ...cause } };
}
