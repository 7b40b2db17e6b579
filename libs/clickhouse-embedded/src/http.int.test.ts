import { request } from "node:http";
import { gunzipSync, gzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_WRITER, WRITER, startTestEngine } from "./engine.fixture.ts";
import type { TestEngine } from "./engine.fixture.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** As curl does it: fetch forbids some of these headers. */
async function send(
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const method = options.body === undefined ? "GET" : "POST";
  const call = request(
    `${engine.clickhouse.url}${path}`,
    { method, headers: options.headers ?? {} },
    (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    },
  );
  // As bytes: of a string Node would encode the headers with it.
  call.on("error", reject).end(options.body === undefined ? undefined : Buffer.from(options.body));
  return promise;
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("plain HTTP", () => {
  it("says Ok to a ping and to the bare address", async () => {
    for (const path of ["/ping", "/"]) expect((await send(path)).body.toString()).toBe("Ok.\n");
  });

  it("takes SQL from the URL, from the body, and from both", async () => {
    expect((await send("/?query=SELECT+1")).body.toString()).toBe("1\n");
    expect((await send("/", { body: "SELECT 2" })).body.toString()).toBe("2\n");
    expect((await send("/?query=SELECT+1+IN", { body: "(1, 2)" })).body.toString()).toBe("1\n");
  });

  it.each([
    ["basic authentication", "/", { Authorization: basic(WRITER.user, WRITER.password) }],
    [
      "ClickHouse's headers",
      "/",
      {
        "X-ClickHouse-User": WRITER.user,
        "X-ClickHouse-Key": Buffer.from(WRITER.password).toString("latin1"),
      },
    ],
    ["query parameters", `/?${new URLSearchParams(AS_WRITER).toString()}`, {}],
  ])("knows the writer by %s", async (_way, path, headers) => {
    expect((await send(path, { headers, body: "SELECT getSetting('readonly')" })).body.toString()).toBe(
      "0\n",
    );
  });

  it("refuses a wrong password and an unknown user with 403 and 516", async () => {
    for (const authorization of [
      basic(WRITER.user, "wrong"),
      basic("nobody", ""),
      basic("default", "guess"),
    ]) {
      const answer = await send("/?query=SELECT+1", { headers: { Authorization: authorization } });
      expect(answer).toMatchObject({ status: 403, headers: { "x-clickhouse-exception-code": "516" } });
      expect(answer.body.toString()).toMatch(/^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\)\n$/);
    }
  });

  it("refuses another site's page and a foreign host name, and says why", async () => {
    for (const [headers, reason] of [
      [{ Host: "evil.example" }, /evil\.example/],
      [{ Host: `evil.example:${new URL(engine.clickhouse.url).port}` }, /not this deployment/],
      [{ Origin: "http://evil.example" }, /another site/],
      [{ Origin: "null" }, /another site/],
      [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script" }, /another site/],
      [
        { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" },
        /another site/,
      ],
    ] as const) {
      const answer = await send("/?query=SELECT+1", { headers });
      expect(answer.status).toBe(403);
      expect(answer.body.toString()).toMatch(reason);
    }
    expect((await send("/ping", { headers: { Host: "localhost:8123" } })).status).toBe(200);
  });

  it("lets no other site's page run or show an answer, be it a result, a ping or a refusal", async () => {
    for (const path of ["/?query=SELECT+1+FORMAT+RawBLOB", "/ping", "/?query=SELEC"]) {
      expect((await send(path)).headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
      });
    }
  });

  it("sends a query's id back in UTF-8, and refuses one that no header can carry", async () => {
    const answer = await send("/?query=SELECT+1&query_id=%E2%82%AC-1");
    const id = answer.headers["x-clickhouse-query-id"];
    expect(Buffer.from(String(id), "latin1").toString("utf8")).toBe("€-1");
    for (const wrong of ["a%0d%0ab", "a%00", "a%7f", "a%0a"]) {
      const refused = await send(`/?query=SELECT+1&query_id=${wrong}`);
      expect(refused).toMatchObject({ status: 400, headers: { "x-clickhouse-exception-code": "36" } });
      expect(refused.body.toString()).toContain("query_id");
    }
  });

  it("answers in the format of the SQL, the parameter or the header, else tab-separated", async () => {
    const sql = "SELECT 1 AS one";
    expect(await send("/", { body: sql })).toMatchObject({
      headers: {
        "x-clickhouse-format": "TabSeparated",
        "content-type": "text/tab-separated-values; charset=UTF-8",
      },
    });
    expect((await send("/?default_format=JSONEachRow", { body: sql })).body.toString()).toBe('{"one":1}\n');
    expect(
      (await send("/", { body: sql, headers: { "X-ClickHouse-Format": "CSVWithNames" } })).body.toString(),
    ).toBe('"one"\n1\n');
    const chosen = await send("/?default_format=JSONEachRow", { body: `${sql} FORMAT JSON` });
    expect(chosen.headers["content-type"]).toBe("application/json; charset=UTF-8");
    expect(JSON.parse(chosen.body.toString())).toMatchObject({
      meta: [{ name: "one", type: "UInt8" }],
      rows: 1,
    });
    expect((await send("/", { body: "SHOW TABLES FORMAT JSON" })).headers["x-clickhouse-format"]).toBe(
      "JSON",
    );
    expect((await send("/", { body: "SELECT 1 WHERE 0 FORMAT Null" })).body).toHaveLength(0);
    expect((await send("/", { body: "SELECT 1 WHERE 0" })).body).toHaveLength(0);
  });

  it("sends a format with a header once, however long the result", async () => {
    const answer = await send("/", { body: "SELECT number FROM numbers(300000) FORMAT CSVWithNames" });
    expect(answer.body.toString().match(/"number"/g)).toHaveLength(1);
    expect(answer.body.toString().split("\n")).toHaveLength(300_002);
  });

  it("tells the query's id, the time zone and how many rows came", async () => {
    const { headers } = await send("/?query_id=mine", { body: "SELECT number FROM numbers(1000)" });
    expect(headers).toMatchObject({ "x-clickhouse-query-id": "mine", "x-clickhouse-timezone": "UTC" });
    expect(JSON.parse(String(headers["x-clickhouse-summary"]))).toMatchObject({
      result_rows: "1000",
      written_rows: "0",
    });
  });

  it("compresses when it is asked to, and reads compressed SQL", async () => {
    const path = "/?enable_http_compression=1&query=SELECT+repeat('x',1000)";
    const expected = `${"x".repeat(1000)}\n`;
    const gzip = await send(path, { headers: { "Accept-Encoding": "gzip" } });
    expect(gunzipSync(gzip.body).toString()).toBe(expected);
    const zstd = await send(path, { headers: { "Accept-Encoding": "zstd" } });
    expect(zstdDecompressSync(zstd.body).toString()).toBe(expected);
    const plain = await send("/", { headers: { "Content-Encoding": "gzip" }, body: gzipSync("SELECT 3") });
    expect(plain.body.toString()).toBe("3\n");
  });

  it("changes nothing by GET, not even for the writer", async () => {
    const answer = await send("/?query=CREATE+TABLE+milepost.x+(a+Int8)+ENGINE=Memory", {
      headers: { Authorization: basic(WRITER.user, WRITER.password) },
    });
    expect(answer.headers["x-clickhouse-exception-code"]).toBe("164");
  });

  it("says what to change where a driver asks for what is not served", async () => {
    expect((await send("/?compress=1&query=SELECT+1")).body.toString()).toMatch(/set compress=0/);
    expect((await send("/", { headers: { "Content-Encoding": "snappy" }, body: "SELECT 1" })).status).toBe(
      501,
    );
    expect(
      (
        await send(`/?${new URLSearchParams(AS_WRITER).toString()}`, { body: "KILL QUERY WHERE 0 SYNC" })
      ).body.toString(),
    ).toMatch(/ASYNC/);
  });
});
