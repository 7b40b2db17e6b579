import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const FOLDERS = ["libs", "services", "infra", "test"];
const SKIPPED = new Set(["node_modules", "planted", "fixtures"]);

/** One TypeScript file of the project, with what it imports. */
export interface Source {
  /** Path from the root, with slashes. */
  readonly file: string;
  readonly text: string;
  /** Module names it imports, by statement, `import()` or `import("…")` type. */
  readonly imports: readonly string[];
  readonly isTest: boolean;
}

/** Every TypeScript file below the project's code folders. */
export function readSources(root: string): readonly Source[] {
  return FOLDERS.flatMap((folder) => filesBelow(join(root, folder))).map((path) => {
    const text = readFileSync(path, "utf8");
    const file = relative(root, path).replaceAll("\\", "/");
    return { file, text, imports: importsOf(text), isTest: isTestFile(file) };
  });
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (SKIPPED.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith(".ts") ? [path] : [];
    });
  } catch {
    return [];
  }
}

function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"/g);
  const bare = text.matchAll(/(?:^|\n)\s*import\s+"([^"]+)"/g);
  const calls = text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g);
  return [...statements, ...bare, ...calls].map((match) => match[1] ?? "");
}

function isTestFile(file: string): boolean {
  return (
    /\.(test|suite|fixture)\.ts$/.test(file) ||
    /^(test|libs\/testkit)\//.test(file) ||
    file.includes("/src/testing/")
  );
}
