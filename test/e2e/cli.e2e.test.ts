import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { appendRawText } from "@milepost/testkit/raw-log-text";
import { startMilepost } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connector, scorecards, won } from "./cli-plan.fixture.ts";

const BIN = join(import.meta.dirname, "..", "..", "libs", "cli", "bin", "milepost.mjs");
const folder = temporaryFolder();
let running: RunningMilepost;

beforeAll(async () => {
  const log = join(folder.path, "data", "log");
  await appendRawText(log, { topic: "observations", partition: 0, text: '{"id": "cut o' });
  await appendRawText(log, { topic: "observations", partition: 1, text: '{"type":"milepost.weather.v9"}' });
  await appendRawText(log, { topic: "observations", partition: 2, text: "" });
  running = await startMilepost({ dataDir: join(folder.path, "data"), env: { MILEPOST_DEMO: "0" } });
});
afterAll(async () => {
  await running.stop();
  folder.remove();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a person does. */
async function milepost(args: readonly string[], { url = running.url, input = "" } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, MILEPOST_URL: url } });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, err };
}

function writeInto(name: string, content: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const { kpis } = planFile() as { readonly kpis: object };
const plan = JSON.stringify(
  planFile({ connectors: { file: connector }, scorecards, kpis: { ...kpis, won } }),
);
const event = (id: string, data: Record<string, unknown>): string =>
  JSON.stringify(
    observationEvent({ event: { id, time: "2025-02-01T00:00:00Z" }, data: { period: "2025-01", ...data } }),
  );

describe("the milepost command", () => {
  it("says in one sentence that no server is there, and ends with 1", async () => {
    const ended = await milepost(["goals"], { url: "http://127.0.0.1:2" });
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err.trim()).toBe(
      "Nothing answers at http://127.0.0.1:2. Start Milepost with `npm start`, or name its address with --url or in MILEPOST_URL.",
    );
  });

  it("ends wrong usage with 2 and help with 0", async () => {
    expect(await milepost(["nonsense"])).toMatchObject({ code: 2, out: "" });
    expect(await milepost(["apply"])).toMatchObject({ code: 2 });
    expect(await milepost(["apply", join(folder.path, "none.yaml")])).toMatchObject({ code: 2 });
    expect(await milepost(["goals"], { url: "nowhere" })).toMatchObject({ code: 2 });
    expect(await milepost(["--help"])).toMatchObject({ code: 0, err: "" });
  });

  it("shows all problems of a bad plan, applies nothing, and ends with 3", async () => {
    const bad = writeInto("bad.yaml", "apiVersion: milepost/v1\nkpi: {}\ngoals: { g: { title: G } }\n");
    const ended = await milepost(["apply", bad]);
    expect(ended.code).toBe(3);
    expect(ended.err).toContain("nothing was applied");
    expect(ended.err).toContain("line 2:1");
    expect(ended.err).toContain("line 3:");
  });

  it("applies a plan, after showing what would change", async () => {
    const path = writeInto("plan.json", plan);
    const dry = await milepost(["apply", path, "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/added +kpi +revenue/);
    expect(dry.out).toContain("Would be:");
    expect(dry.out).toContain("No status would change.");
    expect((await milepost(["apply", path])).out).toContain("Applied:");
    expect((await milepost(["apply", path])).out).toContain("Nothing changes");
  });

  it("runs a connector beside its plan: 0 when all was taken, 3 with problems, 1 when it failed", async () => {
    writeInto("revenue.csv", "month,value\n2025-01,10\n2025-02,11\n");
    expect((await milepost(["connectors", "check", "file"])).code).toBe(0);
    expect((await milepost(["connectors", "preview", "file"])).out).toContain("Would append 2.");
    const run = await milepost(["connectors", "run", "file"]);
    expect(run).toMatchObject({ code: 0, err: "Running connector file …\n" });
    expect(run.out).toContain("file-run-1 succeeded: 2 values appended.");
    const backfill = await milepost(["connectors", "backfill", "file"]);
    expect(backfill.out).toContain("file-run-2 succeeded: 0 values appended.");
    writeInto("revenue.csv", "month,value\n2025-01,ten\n");
    const problems = await milepost(["connectors", "run", "file"]);
    expect(problems.code).toBe(3);
    expect(problems.out).toContain('line 2, value: "ten" is no number');
    writeInto("revenue.csv", "month,amount\n");
    expect((await milepost(["connectors", "run", "file"])).code).toBe(1);
    expect((await milepost(["connectors", "check", "file"])).code).toBe(3);
    expect((await milepost(["connectors", "list"])).out).toMatch(/file +file +\S+ +failed/);
  });

  it("pushes events from a file or stdin, counts lines through the whole file, and ends with 3 when some were rejected", async () => {
    const good = Array.from({ length: 2_100 }, (_, index) => event(`e${index}`, { value: `${index}` }));
    const path = writeInto("events.ndjson", [...good, event("bad", { kpi: "revenu" }), "{oops"].join("\n"));
    const ended = await milepost(["push", path]);
    expect(ended.code).toBe(3);
    expect(ended.out).toContain("line 2101 (bad) was rejected:");
    expect(ended.out).toContain('did you mean "revenue"?');
    expect(ended.out).toContain("line 2102 is no JSON");
    expect(ended.out).toContain("2100 accepted, 2 rejected");
    const array = await milepost(["push", "-", "--json"], { input: `[${event("one", { value: "1" })}]` });
    expect(array.code).toBe(0);
    expect(JSON.parse(array.out)).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it("pushes rows, of which a binding makes a value, and explains from which ones", async () => {
    const row = (key: string, fields: object): string =>
      JSON.stringify({
        specversion: "1.0",
        id: `row-${key}`,
        source: "//test/crm",
        type: "milepost.record.captured.v1",
        time: "2025-02-01T00:00:00Z",
        data: { stream: "crm:deals", key, fields: { closed_on: "2025-01-31", won: true, ...fields } },
      });
    const rows = [row("a", { amount: 40.1 }), row("b", { amount: "2.40" }), row("c", { amount: "n/a" })];
    const pushed = await milepost(["push", writeInto("rows.ndjson", rows.join("\n"))]);
    expect(pushed.code).toBe(3);
    expect(pushed.out).toContain('data.fields.amount: "n/a" is not a finite decimal number (KPI "won")');
    expect(pushed.out).toContain("2 accepted, 1 rejected");
    const explained = async (): Promise<string> => (await milepost(["explain", "won", "2025-01"])).out;
    const brought = /actual +42\.5 +now .* rows of crm:deals before records\/0 @ 2/;
    await expect.poll(explained, { timeout: 60_000, interval: 250 }).toMatch(brought);
  });

  it("explains a number down to its file's line, the log and what was kept apart", async () => {
    const deadline = Date.now() + 10_000;
    let ended = await milepost(["explain", "revenue", "2025-01"]);
    while (!ended.out.includes("conflict") && Date.now() < deadline) {
      ended = await milepost(["explain", "revenue", "2025-01"]);
    }
    expect(ended.out).toContain("Revenue, 2025-01, in count");
    expect(ended.out).toMatch(/actual +10 +now .* observations\/\d @ \d+ +file-run-1, line 2/);
    expect(ended.out).toMatch(/conflict: not the series' source .*\/\/test\/erp \(pushed\)/);
    expect(await milepost(["explain", "revenue", "2024-01"])).toMatchObject({ code: 1 });
  });

  it("shows goals, the scorecard and alerts, to people and to programs", async () => {
    expect((await milepost(["goals"])).out).toMatch(/revenue-2026 +ann +2026-12-31/);
    expect(JSON.parse((await milepost(["goals", "revenue-2026", "--json"])).out)).toMatchObject({
      owner: "ann",
    });
    expect((await milepost(["scorecard", "company"])).code).toBe(0);
    expect((await milepost(["scorecard"])).out).toMatch(/\nscorecard +company +\S+ +\S+ %/);
    expect((await milepost(["goals", "revenu-2026"])).err).toContain('did you mean "revenue-2026"?');
    expect(await milepost(["alerts", "list"])).toMatchObject({ code: 0, out: "There are no such alerts.\n" });
    const replayed = await milepost(["alerts", "replay", "--raise-below", "0.3"]);
    expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining("<0.3 ×2, clear >0.65") });
    expect(replayed.out).toContain("Nothing was sent or changed");
    expect(await milepost(["alerts", "replay", "--periods", "many"])).toMatchObject({ code: 2 });
    const ack = ["alerts", "ack", "none", "--plan", "x", "--review-date", "2100-01-01"];
    expect(await milepost(ack)).toMatchObject({ code: 1 });
    const snooze = ["alerts", "snooze", "none", "--until", "2100-01-01", "--reason", "x"];
    expect(await milepost(snooze)).toMatchObject({ code: 1 });
    const checkIn = ["goals", "checkin", "revenue-2026", "--by", "ann", "--confidence"];
    expect(await milepost([...checkIn, "7"])).toMatchObject({
      code: 0,
      out: "revenue-2026: 7 of 10 sure, said by ann.\n",
    });
    expect(await milepost([...checkIn, "11"])).toMatchObject({ code: 2 });
    expect((await milepost(["goals", "revenue-2026"])).out).toMatch(
      /^Earn more\nrevenue-2026: annual goal, committed, owned by ann\n[^{]*\nann is 7 of 10 sure, on 20[^{]*$/,
    );
    const withdraw = ["goals", "withdraw", "revenue-2026", "--by", "ann", "--reason", "It fell through"];
    expect(await milepost(withdraw)).toMatchObject({
      code: 0,
      out: "revenue-2026: nobody has said how it will end, so there is nothing to withdraw.\n",
    });
    const unknown = await milepost([...withdraw, "--override", "none"]);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringContaining('Goal "revenue-2026" has no override "none"'),
    ]);
    expect(await milepost(["goals", "--stale"])).toMatchObject({
      code: 0,
      out: "No goal of which the plan names a cadence has been silent for too long.\n",
    });
    expect(await milepost(["assess"])).toMatchObject({ code: 0 });
  });

  it("reports what happened outside, and shows what was reported, reviews and leads", async () => {
    const data = { kind: "market-change", title: "Prices fall", goals: ["revenu-2026"] };
    const event = { specversion: "1.0", id: "fall-1", source: "//test", time: "2026-01-05T00:00:00Z", data };
    const reported = JSON.stringify({ ...event, type: "milepost.external.reported.v1" });
    const pushed = await milepost(["push", "-"], { input: reported });
    expect(pushed.code, pushed.err).toBe(0);
    expect(pushed.out).toContain("event 1 (fall-1) was accepted, but:");
    expect(pushed.out).toContain('did you mean "revenue-2026"?');
    await expect
      .poll(async () => (await milepost(["reviews", "events"])).out)
      .toMatch(/Prices fall .*revenu-2026/);
    expect(await milepost(["reviews", "list"])).toMatchObject({
      code: 0,
      out: "There are no such reviews.\n",
    });
    const conclude = ["reviews", "conclude", "none", "--decision", "keep", "--text", "x"];
    expect(await milepost(conclude)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no review "none"'),
    });
    expect(await milepost(["leads"])).toMatchObject({ code: 0, out: "The plan declares no such links.\n" });
  });

  it("tells a reviewer first which statuses a plan would change, and ends with 3 where the pipeline asks for it", async () => {
    const goals = (to: number): Record<string, unknown> => {
      const { goals: all } = planFile() as { goals: Record<string, { measure: object }> };
      const goal = all["revenue-2026"];
      return { goals: { "revenue-2026": { ...goal, window: 2025, measure: { ...goal?.measure, to } } } };
    };
    const changed = (to: number): string =>
      writeInto(
        "changed.json",
        JSON.stringify(planFile({ connectors: { file: connector }, scorecards, ...goals(to) })),
      );
    expect((await milepost(["apply", changed(1)])).code).toBe(0);
    const dry = ["apply", changed(1_000_000), "--dry-run"];
    const { out, code } = await milepost(dry);
    expect(code).toBe(0);
    expect(out.split("\n").slice(0, 2)).toEqual([
      "1 goal would change its status:",
      expect.stringMatching(
        /^ {2}Earn more \(revenue-2026\): on track → off track in 2025-0\d; actual .*; target .* → /,
      ),
    ]);
    expect(out).toContain("assessments");
    expect((await milepost([...dry, "--fail-on-status-change"])).code).toBe(3);
    expect((await milepost(["apply", changed(1), "--dry-run", "--fail-on-status-change"])).code).toBe(0);
    expect((await milepost(["apply", changed(1), "--fail-on-status-change"])).code).toBe(2);
    expect((await milepost(["goals", "revenue-2026"])).out).not.toContain("1,000,000");
  });

  it("lists dead letters, shows one whole, replays it from a file, and ends with 3 when something stays", async () => {
    const listed = await milepost(["dead-letters", "list", "--code", "no_json"]);
    expect(listed.out).toMatch(/observations-0-0 +open +no_json +1 /);
    const shown = await milepost(["dead-letters", "show", "observations-0-0"]);
    expect(shown.out).toContain('The record as it stands in the log:\n{"id": "cut o');
    expect(shown.out).toContain("milepost dead-letters replay observations-0-0 --file fixed.json");
    const all = await milepost(["dead-letters", "replay", "--all", "--topic", "observations"]);
    expect(all.code).toBe(3);
    expect(all.err).toContain("Replaying 3 dead letters");
    expect(all.out).toContain("observations-0-0 stays: the record is no JSON");
    expect(all.out).toContain("0 replayed, 3 stay.");
    const bad = writeInto("fixed.json", event("fixed", { kpi: "revenu" }));
    const refused = await milepost(["dead-letters", "replay", "observations-0-0", "--file", bad]);
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('did you mean "revenue"?')]);
    const good = writeInto("fixed.json", event("fixed", { period: "2024-11", value: "7" }));
    const replayed = await milepost(["dead-letters", "replay", "observations-0-0", "--file", good]);
    expect(replayed).toMatchObject({ code: 3, out: expect.stringContaining("kept apart as a conflict") });
    expect(await milepost(["dead-letters", "replay", "observations-0-0"])).toMatchObject({ code: 1 });
    expect(await milepost(["dead-letters", "replay"])).toMatchObject({ code: 2 });
    for (const id of ["observations-1-0", "observations-2-0"]) {
      const discarded = await milepost(["dead-letters", "discard", id, "--reason", "a test"]);
      expect(discarded).toMatchObject({ code: 0, out: `${id} is discarded: a test\n` });
    }
    expect((await milepost(["dead-letters", "list", "--status", "resolved"])).out).toMatch(
      /observations-1-0 +discarded/,
    );
  });

  it("looks after the deployment: doctor, dead letters, rebuild", async () => {
    expect(await milepost(["doctor"])).toMatchObject({ code: 0 });
    expect((await milepost(["dead-letters", "list"])).out).toContain("No dead letters wait");
    const rebuild = await milepost(["rebuild"]);
    expect(rebuild.code).toBe(0);
    expect(rebuild.err).toContain("Comparing the rebuilt tables");
    expect(rebuild.out).toContain("Every table was what the log says.");
    expect(await milepost(["rebuild", "--resume"])).toMatchObject({ code: 1, err: "No rebuild is open.\n" });
    const dropped = await milepost(["rebuild", "--drop", "--json"]);
    expect(JSON.parse(dropped.out)).toMatchObject({ state: "done", keptUntil: null });
    expect((await milepost(["rebuild", "--drop"])).err).toContain("no old tables are kept");
  });

  it("moves only a demo on", async () => {
    const ended = await milepost(["demo", "next-month"]);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("This deployment is not the demo");
  });
});
