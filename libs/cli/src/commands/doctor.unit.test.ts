import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { runCli } from "../run-cli.ts";
import type { Finding } from "../surroundings.ts";

const KAFKA: Finding = { name: "Kafka", ok: true, message: "answers" };
const HTML = { status: 200, type: "text/html", text: "<html>Welcome to another program</html>" };
const MISSING = { status: 404, type: "application/json", text: '{"error":"no such page"}' };
const ALIVE = { status: 200, type: "application/json", text: '{"status":"ok"}' };

let server: Server | undefined;
afterEach(() => void server?.close());

/** Something that answers each path so. */
async function answering(answerTo: (path: string) => typeof HTML): Promise<string> {
  server = createServer(({ url = "" }, response) => {
    const { status, type, text } = answerTo(url);
    response.writeHead(status, { "content-type": type }).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function doctor(url: string, servers: readonly Finding[] | undefined): Promise<Diagnosis> {
  const printed: string[] = [];
  const said: string[] = [];
  const code = await runCli(["--json", "doctor"], {
    url,
    fetch,
    print: (text) => printed.push(text),
    say: (text) => said.push(text),
    readStdin: async () => "",
    start: async () => 0,
    examineServers: async () => servers,
  });
  const { findings = [] } = JSON.parse(printed.join("") || "{}") as { readonly findings?: Finding[] };
  return { code, findings, said: said.join("\n") };
}

interface Diagnosis {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly said: string;
}

test.each([
  { what: "pages", answer: HTML, message: /answers, but not as Milepost does/ },
  { what: "that there is nothing", answer: MISSING, message: /answered 404/ },
])(
  "another program at the address, which answers $what, is one more finding",
  async ({ answer, message }) => {
    const url = await answering(() => answer);
    const { code, findings } = await doctor(url, [KAFKA]);
    expect(code).toBe(3);
    expect(findings).toContainEqual(KAFKA);
    expect(findings.at(-1)).toEqual({ name: "server", ok: false, message: expect.stringMatching(message) });
  },
);

test("a program that only looks alive is one more finding, too", async () => {
  const url = await answering((path) => (path === "/healthz" ? ALIVE : HTML));
  const { code, findings } = await doctor(url, [KAFKA]);
  expect(code).toBe(3);
  expect(findings).toContainEqual(KAFKA);
  expect(findings.filter(({ name, ok }) => name === "server" && !ok)).toHaveLength(1);
});

test("where no servers are named there is nothing else to tell, and the failure is told as of any command", async () => {
  const { code, findings, said } = await doctor(await answering(() => HTML), undefined);
  expect(code).toBe(1);
  expect(findings).toEqual([]);
  expect(said).toContain("not as Milepost does");
});
