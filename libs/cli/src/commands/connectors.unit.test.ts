import { expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

interface Sent {
  readonly method: string;
  readonly key: string | null;
}

const AT = "2026-10-01T06:00:00.000Z";
const ended = (run: string, more: object = {}): object => ({
  run,
  connector: "erp",
  mode: "pull",
  status: "succeeded",
  startedAt: AT,
  finishedAt: AT,
  rowsRead: 1,
  observationsAppended: 1,
  unchanged: 0,
  empty: 0,
  notYetPublished: 0,
  problemCount: 0,
  problems: [],
  ...more,
});

/**
 * Runs a connector beside a server whose run takes longer than it lets its caller wait, while somebody else's runs end; the
 * last answer is the end of the run of the caller's key.
 */
async function run(args: readonly string[], waits = 1): Promise<{ sent: readonly Sent[]; printed: string }> {
  const sent: Sent[] = [];
  const printed: string[] = [];
  await runCli(["--json", "connectors", "run", "erp", ...args], {
    url: "http://127.0.0.1:8080",
    fetch: async (_target, { method = "GET", headers } = {}) => {
      const key = new Headers(headers).get("idempotency-key");
      sent.push({ method, key });
      if (method === "GET") return Response.json({ items: [ended(`erp-run-${sent.length}`)], next: null });
      const posts = sent.filter((one) => one.method === "POST").length;
      if (posts <= waits) return Response.json({ connector: "erp", status: "running" }, { status: 202 });
      return Response.json(ended("erp-run-100", { idempotencyKey: key }));
    },
    print: (text) => printed.push(text),
    say: () => undefined,
    readStdin: async () => "",
    start: async () => 0,
    examineServers: async () => undefined,
  });
  return { sent, printed: printed.join("") };
}

test("a run that takes long is waited for by its own key, not taken for the next one that ends", async () => {
  const { sent, printed } = await run([]);
  expect(JSON.parse(printed)).toMatchObject({ run: "erp-run-100" });
  const keys = new Set(sent.filter(({ method }) => method === "POST").map(({ key }) => key));
  expect(keys.size).toBe(1);
  expect([...keys][0]).toMatch(/\S{20}/);
});

test("two commands have two keys, and a key that is named is kept", async () => {
  const [one, other, named] = [await run([], 0), await run([], 0), await run(["--idempotency-key", "k"], 0)];
  expect(one.sent[0]?.key).not.toBe(other.sent[0]?.key);
  expect(named.sent.map(({ key }) => key)).toEqual(["k"]);
});
