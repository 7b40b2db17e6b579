import { execFileSync, execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WRITER, startTestEngine } from "./engine.fixture.ts";
import type { TestEngine } from "./engine.fixture.ts";

const PYTHON = process.env["MILEPOST_TEST_PYTHON"] ?? "python3";

function hasDriver(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import clickhouse_connect"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const SCRIPT = `
import json, sys, datetime, clickhouse_connect
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
reader = clickhouse_connect.get_client(host='127.0.0.1', port=port)
writer = clickhouse_connect.get_client(host='127.0.0.1', port=port, username=user, password=password, database='milepost')
out = {}
writer.command("CREATE TABLE t (n Int32, s String, at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY n")
at = datetime.datetime(2020, 2, 15, 0, 0, 0, 123000)
rows = [[n, 'a\\n\\nb;\\'"', at] for n in range(1000)]
out['written'] = writer.insert('t', rows, column_names=['n', 's', 'at']).written_rows
out['exact'] = [list(row) for row in reader.query('SELECT * FROM milepost.t ORDER BY n').result_rows] == rows
out['bound'] = reader.query('SELECT n FROM t WHERE n = {n:Int32} AND s = {s:String}', parameters={'n': 7, 's': rows[0][1]}).result_rows
with reader.query_rows_stream('SELECT number FROM numbers(200000)') as stream:
    out['streamed'] = sum(1 for _ in stream)
try:
    reader.command('DROP TABLE milepost.t')
except Exception as error:
    out['refused'] = str(error)
print(json.dumps(out))
`;

describe("Python's clickhouse-connect", () => {
  const present = hasDriver();
  let engine: TestEngine | undefined;
  beforeAll(async () => {
    if (present) engine = await startTestEngine();
  });
  afterAll(() => engine?.close());

  it.skipIf(!present)(
    `connects without a password, reads and streams, is refused writes, and inserts as the writer (needs ${PYTHON} with clickhouse_connect)`,
    async () => {
      const port = new URL(engine?.clickhouse.url ?? "").port;
      const { stdout } = await promisify(execFile)(PYTHON, [
        "-c",
        SCRIPT,
        port,
        WRITER.user,
        WRITER.password,
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        written: 1000,
        exact: true,
        bound: [[7]],
        streamed: 200_000,
        refused: expect.stringContaining("code: 164"),
      });
    },
  );
});
