import { RULES } from "./rules.ts";
import { readSources } from "./sources.ts";

const root = process.argv[2] ?? process.cwd();
const sources = readSources(root);
const violations = RULES.flatMap((rule) => sources.flatMap((source) => rule.check(source)));

process.stdout.write(`inspected ${sources.length} files against ${RULES.length} rules\n`);
for (const violation of violations)
  process.stdout.write(`${violation.file}: ${violation.rule}: ${violation.message}\n`);
process.exitCode = violations.length > 0 || sources.length === 0 ? 1 : 0;
