import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PASSWORD_BYTES = 24;
const OWNER_ONLY = 0o600;
/** Who may write to the ClickHouse endpoint. */
export const WRITER = "writer";

/** The writer's password, made once, so that the printed address stays. */
export function keptPassword(dataDir: string): string {
  const file = join(dataDir, "clickhouse-writer");
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(PASSWORD_BYTES).toString("base64url"), { mode: OWNER_ONLY });
  }
  return readFileSync(file, "utf8");
}
