import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHttpEdge, standingClock, silentLogger } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { registerPostPlans } from "../routes/post-plans.ts";
import { createPlanApplier } from "./apply-plan.ts";
import type { ApplyPlanParts } from "./apply-plan.ts";
import { followPlan } from "./follow-plan.ts";
import type { PlanReader } from "./follow-plan.ts";
import { previewPlan } from "./preview-plan.ts";

let test: TestLog;
let plan: PlanReader;
let app: FastifyInstance;
/** Ends the folding of previews; undefined: when they end it themselves. */
let folding: (() => AbortSignal) | undefined;
let folder: ReturnType<typeof temporaryFolder>;

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());

beforeEach(async () => {
  folder = temporaryFolder();
  mkdirSync(join(folder.path, "inbox"));
  test = await openTestLog();
  plan = await followPlan(test.log, () => undefined);
  app = createHttpEdge({ allowedHosts: [], logger: silentLogger() });
  const clock = standingClock(Date.parse("2026-10-01T06:00:00Z"));
  const { log } = test;
  const preview: ApplyPlanParts["preview"] = (before, after) =>
    previewPlan(before, after, { log, clock, store: database.store, foldSignal: folding });
  registerPostPlans(app, createPlanApplier({ log, clock, plan, dataDir: folder.path, preview }));
  await app.ready();
});
afterEach(async () => {
  await app.close();
  await plan.close();
  await test.close();
  folder.remove();
});

interface Answer {
  readonly status: number;
  readonly body: {
    readonly counts?: Record<string, number>;
    readonly changes?: readonly { readonly id: string; readonly change: string }[];
    readonly problems?: readonly { readonly field: string; readonly line?: number; readonly code: string }[];
    readonly title?: string;
    readonly effects?: unknown;
  };
}

async function post(
  payload: string,
  {
    headers = {},
    query = "",
    ip = "127.0.0.1",
  }: { headers?: Record<string, string>; query?: string; ip?: string } = {},
): Promise<Answer> {
  const answer = await app.inject({
    method: "POST",
    url: `/plans${query}`,
    remoteAddress: ip,
    headers: { "content-type": "application/yaml", ...headers },
    payload,
  });
  return { status: answer.statusCode, body: answer.json() };
}

const good = JSON.stringify(planFile());
const withFile = (path: string): string =>
  JSON.stringify(
    planFile({
      connectors: {
        file: {
          kind: "file",
          path,
          kpi: "revenue",
          period: { column: "month", grain: "month" },
          measures: [{ column: "value" }],
        },
      },
    }),
  );

describe("POST /plans", () => {
  it("applies a plan, and the caller sees it when it is answered", async () => {
    const answer = await post(good);
    expect(answer).toMatchObject({
      status: 200,
      body: { dryRun: false, counts: { changed: 0, archived: 0 } },
    });
    expect(plan.state().kpis.has("revenue")).toBe(true);
    expect(plan.state().people.get("ann")?.email).toBe("ann@example.org");
    const [event] = await test.events("strategy");
    expect(event).toMatchObject({ actor: "api", recordedtime: "2026-10-01T06:00:00.000Z" });
  });

  it("changes nothing when the same plan is applied again", async () => {
    await post(good);
    const before = (await test.events("strategy")).length;
    expect(await post(good)).toMatchObject({ status: 200, body: { counts: { added: 0 }, changes: [] } });
    expect(await test.events("strategy")).toHaveLength(before);
  });

  it("lists the changes of a dry run and applies none", async () => {
    const { body } = await post(good, { query: "?dryRun=true" });
    expect(body.changes).toContainEqual({ kind: "kpi", id: "revenue", change: "added" });
    expect(await test.events("strategy")).toEqual([]);
  });

  it("applies nothing where the query is mistyped: a dry run was meant", async () => {
    expect((await post(good, { query: "?dryrun=true" })).status).toBe(400);
    expect(await test.events("strategy")).toEqual([]);
  });

  it("says of which KPIs and goals it does not know what folding their rows anew will show, and counts none of them", async () => {
    const { kpis, goals } = planFile() as { kpis: Record<string, object>; goals: Record<string, object> };
    const bound = (field: string): string => {
      const binding = { stream: "crm", measure: { agg: "sum", field }, time: { field: "closed_on" } };
      return JSON.stringify(planFile({ goals, kpis: { ...kpis, revenue: { ...kpis["revenue"], binding } } }));
    };
    await post(bound("amount"));
    folding = () => AbortSignal.abort();
    const { status, body } = await post(bound("net_amount"), { query: "?dryRun=true" });
    folding = undefined;
    expect(status).toBe(200);
    expect(body.effects).toMatchObject({
      notWorkedOut: [{ kpi: "revenue", goals: Object.keys(goals) }],
      totals: { statusChanges: 0, goals: 0, kpis: 0 },
    });
  });

  it("answers a bad plan with all problems at once, with line and column, and applies nothing", async () => {
    const text = [
      "apiVersion: milepost/v1",
      "people: { ann: { name: Ann, email: ann@example.org } }",
      "kpis:",
      "  a: { name: A, unit: count, behaviour: flow, grain: month, directon: increase, parent: b }",
      "  b: { name: B, unit: count, behaviour: flow, grain: month, direction: increase, parent: a }",
      "goals:",
      "  g: { kind: annual_goal, title: G, owner: [ann, bob], window: 2026, measure: { kpi: b, to: 1 } }",
      "  h: { kind: annual_goal, title: H, owner: ann, window: 2026, measure: { kpi: b } }",
    ].join("\n");
    const { status, body } = await post(text);
    expect(status).toBe(422);
    expect(body.title).toContain("nothing was applied");
    const fields = body.problems?.map(({ field, line }) => `${line} ${field}`) ?? [];
    expect(fields).toEqual(expect.arrayContaining(["4 kpis.a.directon", "7 goals.g.owner"]));
    expect(body.problems?.every(({ line }) => line !== undefined)).toBe(true);
    expect(await test.events("strategy")).toEqual([]);
  });

  it("repeats its answer under the same idempotency key, and refuses the key for another plan", async () => {
    const headers = { "idempotency-key": "k:1" };
    const first = await post(good, { headers });
    const { kpis } = planFile() as { kpis: Record<string, { name: string }> };
    const changed = planFile({ kpis: { ...kpis, revenue: { ...kpis["revenue"], name: "Turnover" } } });
    await post(JSON.stringify(changed));
    // A late retry of the first request must not take the second one back.
    const late = await post(good, { headers });
    expect(late.body.counts?.["added"]).toBe(first.body.counts?.["added"]);
    expect(plan.state().kpis.get("revenue")?.definition.name).toBe("Turnover");
    expect(await post(JSON.stringify(changed), { headers })).toMatchObject({ status: 409 });
  });

  it("answers 415 to another content type", async () => {
    expect(await post(good, { headers: { "content-type": "text/csv" } })).toMatchObject({ status: 415 });
  });
});

describe("the folders that file connectors may read", () => {
  const planFileHeader = (path: string) => ({ "milepost-plan-file": encodeURIComponent(path) });

  it("are the plan's own, when a caller on this machine names a file that holds the posted plan", async () => {
    const text = withFile("data/values.csv");
    const path = join(folder.path, "plän.yaml");
    writeFileSync(path, text);
    expect(await post(text, { headers: planFileHeader(path) })).toMatchObject({ status: 200 });
    const defined = plan.state().connectors.get("file")?.definition;
    expect(defined?.path).toBe(join(folder.path, "data", "values.csv"));
  });

  it("are never a folder that somebody only claims", async () => {
    const text = withFile("passwd");
    const claims = (path: string, ip?: string) =>
      post(text, { headers: planFileHeader(path), ...(ip === undefined ? {} : { ip }) });
    expect(await claims("/etc/hostname")).toMatchObject({ status: 403 });
    expect(await claims("plan.yaml")).toMatchObject({ status: 403 });
    const path = join(folder.path, "plan.yaml");
    writeFileSync(path, text);
    expect(await claims(path, "192.168.1.7")).toMatchObject({ status: 403 });
  });

  it("are the inbox when no plan file is named, and paths that leave it are a problem", async () => {
    expect(await post(withFile("values.csv"))).toMatchObject({ status: 200 });
    expect(plan.state().connectors.get("file")?.definition.path).toBe(
      join(folder.path, "inbox", "values.csv"),
    );
    for (const path of ["../log/data.mdb", "/etc/passwd", "..", "."]) {
      const { status, body } = await post(withFile(path));
      expect(status).toBe(422);
      expect(body.problems).toMatchObject([
        { field: "connectors.file.path", code: "path_not_allowed", line: expect.any(Number) },
      ]);
    }
  });
});
