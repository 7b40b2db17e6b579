import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publishedSchemas } from "./published-schemas.ts";

const folder = join(import.meta.dirname, "../schemas");

for (const [name, schema] of publishedSchemas()) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
}
