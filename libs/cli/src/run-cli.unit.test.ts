import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

interface Ended {
  readonly code: number;
  readonly words: string;
  /** Addresses that were asked. */
  readonly asked: readonly string[];
}

/** Runs a command beside a server that gives every request the same answer. */
async function run(
  args: readonly string[],
  options: { url?: string; answer?: Response } = {},
): Promise<Ended> {
  const { url = "http://127.0.0.1:8080", answer = Response.json({ items: [] }) } = options;
  const words: string[] = [];
  const asked: string[] = [];
  const code = await runCli(args, {
    url,
    fetch: async (target) => {
      asked.push(target instanceof Request ? target.url : target.toString());
      return answer;
    },
    print: (text) => words.push(text),
    say: (text) => words.push(text),
    readStdin: async () => "",
    start: async () => 0,
    examineServers: async () => undefined,
  });
  return { code, words: words.join("\n"), asked };
}

test.each([
  ["http://ann:s3cret@host:8080", "user"],
  ["http://s3cret@host:8080", "user"],
  ["https://host/s3cret", "path"],
  ["https://host/?key=s3cret", "query"],
  ["ftp://ann:s3cret@host", "no http address"],
  ["s3cret", "no http address"],
])("%s is refused before anybody is asked, and not repeated", async (url, why) => {
  for (const ended of [await run(["--url", url, "alerts", "list"]), await run(["alerts", "list"], { url })]) {
    expect(ended).toMatchObject({ code: 2, asked: [], words: expect.stringContaining(why) });
    expect(ended.words).toContain("http://127.0.0.1:8080");
    expect(ended.words).not.toContain("s3cret");
  }
});

test("help shows no password of the address that the environment names", async () => {
  const { words } = await run(["--help"], { url: "http://ann:s3cret@host:8080" });
  expect(words).toContain("--url");
  expect(words).not.toContain("s3cret");
});

test("an address may end with a slash", async () => {
  const { code, asked } = await run(["--url", "http://host:7421/", "alerts", "list"]);
  expect(code).toBe(0);
  expect(asked[0]).toMatch(/^http:\/\/host:7421\/v1\/alerts/);
});

test("a value that the server does not take is wrong usage, a failure of the server is none", async () => {
  const refused = (status: number, code: string): Response =>
    Response.json({ type: "about:blank", title: "No", status, code }, { status });
  const asking = ["alerts", "list", "--status", "bogus"];
  expect((await run(asking, { answer: refused(400, "invalid_input") })).code).toBe(2);
  expect((await run(asking, { answer: refused(400, "malformed_line") })).code).toBe(1);
  expect((await run(asking, { answer: refused(500, "internal") })).code).toBe(1);
});
