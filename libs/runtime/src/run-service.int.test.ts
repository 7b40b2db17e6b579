import { afterEach, expect, it } from "vitest";
import { runningService } from "./running-service.fixture.ts";
import type { RunningService } from "./running-service.fixture.ts";

const started: RunningService[] = [];
afterEach(() => started.splice(0).forEach(({ signal }) => signal("SIGKILL")));

function run(env: Readonly<Record<string, string>>, ...args: readonly string[]): RunningService {
  const running = runningService(env, ...args);
  started.push(running);
  return running;
}

async function ready(url: string): Promise<{ readonly status: number; readonly reason?: string }> {
  const answer = await fetch(`${url}/readyz`);
  const { reason } = (await answer.json()) as { readonly reason?: string };
  return { status: answer.status, ...(reason === undefined ? {} : { reason }) };
}

it("--check-config prints usable settings without secrets and exits 0; unusable ones are all named, and exit 1", async () => {
  const good = run({ SECRET: "s3cret" }, "--check-config");
  expect(await good.exited).toBe(0);
  expect(good.said()).toContain('"MILEPOST_HOST":"127.0.0.1"');
  expect(good.said()).not.toContain("s3cret");
  const bad = run(
    { MILEPOST_PORT: "http", MILEPOST_HOST: "0.0.0.0", OTEL_TRACES_SAMPLER: "some" },
    "--check-config",
  );
  expect(await bad.exited).toBe(1);
  for (const name of ["MILEPOST_PORT", "MILEPOST_HOST", "OTEL_TRACES_SAMPLER"])
    expect(bad.said()).toContain(name);
});

it("--help and unknown arguments open nothing, whatever the settings", async () => {
  const helped = run({ MILEPOST_PORT: "http" }, "--help");
  expect(await helped.exited).toBe(0);
  expect(helped.said()).toContain("MILEPOST_PORT");
  const refused = run({}, "--prot");
  expect(await refused.exited).toBe(2);
  expect(refused.said()).toContain('There is no argument "--prot", and nothing was started');
  expect(refused.said()).not.toContain("listening");
});

it("while a dependency is away the process lives, says why it is not ready, and opens by itself once it is back", async () => {
  const { saying, signal } = run({ AWAY: "1" });
  const { url } = (await saying("listening")) as { url: string };
  await saying("cannot start yet; trying again");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await ready(url)).toMatchObject({
    status: 503,
    reason: expect.stringMatching(/since .*the log is away/),
  });
  const refused = await fetch(`${url}/opened`);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await refused.json()).toMatchObject({ code: "not_ready", retryable: true });
  for (const type of ["application/cloudevents-batch+json", "application/yaml", "application/json"]) {
    const posted = await fetch(`${url}/opened`, {
      method: "POST",
      headers: { "content-type": type },
      body: "- what only the open service can read",
    });
    expect([type, posted.status]).toEqual([type, 503]);
  }
  signal("SIGUSR2");
  expect(await saying("ready")).toMatchObject({
    service: "idle",
    version: "0.1.0",
    instance: expect.any(String),
  });
  expect(await ready(url)).toMatchObject({ status: 200 });
  expect(await (await fetch(`${url}/opened`)).json()).toEqual({ opened: expect.any(Number) });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("milepost_ready 1");
});

it("when its ground moved a service closes everything and opens again at the same address", async () => {
  const { saying } = run({});
  const { url } = (await saying("ready")) as { url: string };
  await fetch(`${url}/over`, { method: "POST" });
  await saying("everything was closed and is opened again");
  await expect.poll(async () => (await ready(url)).status).toBe(200);
  expect(await (await fetch(`${url}/opened`)).json()).toEqual({ opened: 2 });
});

it("asked to stop: not ready at once, the request under way is answered, everything is closed, exit 0", async () => {
  const { signal, saying, exited, said } = run({});
  const { url } = (await saying("ready")) as { url: string };
  const slow = fetch(`${url}/slow`);
  await saying("slow began");
  signal("SIGTERM");
  await expect.poll(async () => (await ready(url)).reason).toContain("asked to stop");
  expect((await fetch(`${url}/opened`)).status).toBe(503);
  expect(await (await slow).json()).toEqual({ done: true });
  expect(await exited).toBe(0);
  expect(said()).toContain("part closed");
});

it("what hangs at the end is named and cut off, exit 1", async () => {
  const { signal, saying, exited, said } = run({ HANGS: "1" });
  await saying("ready");
  signal("SIGTERM");
  expect(await exited).toBe(1);
  expect(said()).toContain("Did not close within 3 s; cut off: part");
});

it("an error that no other try can mend ends the process with its reason, exit 1", async () => {
  const { exited, said } = run({ FAILS_FOR_GOOD: "1" });
  expect(await exited).toBe(1);
  expect(said()).toContain("THE_SETTING is wrong; mend it");
});
