import type { FileConnector } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Check, PullContext } from "../index.ts";
import { csvHeader } from "./csv-rows.ts";
import { fileColumns } from "./file-columns.ts";
import { jsonlProblem } from "./jsonl-rows.ts";
import { lookAtFile } from "./open-file.ts";
import type { OpenableFile } from "./open-file.ts";

/** Looks whether the file is there, has its columns, and feeds KPIs that exist. */
export async function checkFile(definition: FileConnector, context: PullContext): Promise<readonly Check[]> {
  try {
    const file = await lookAtFile(definition.path);
    const found: Check = {
      name: "file",
      ok: true,
      message: `${definition.path} is there (${file.bytes} bytes)`,
    };
    const columns =
      definition.format === "csv" ? checkColumns(file, definition) : checkFields(file, definition, context);
    return [found, await columns, checkKpis(definition, context)];
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    return [{ name: "file", ok: false, message: error.message }, checkKpis(definition, context)];
  }
}

async function checkColumns(file: OpenableFile, definition: FileConnector): Promise<Check> {
  const wanted = fileColumns(definition).names;
  const { names } = await csvHeader(file, wanted);
  const name = "columns";
  const missing = wanted.filter((one) => !names.includes(one));
  if (missing.length > 0) {
    const fix = `name columns that it has: ${names.join(", ")}`;
    return { name, ok: false, message: `has no column ${missing.join(", ")}`, fix };
  }
  const twice = wanted.filter((one) => names.indexOf(one) !== names.lastIndexOf(one));
  if (twice.length > 0) {
    return { name, ok: false, message: `has two columns ${twice.join(", ")}`, fix: "rename one" };
  }
  return { name, ok: true, message: `has ${wanted.join(", ")}` };
}

async function checkFields(
  file: OpenableFile,
  definition: FileConnector,
  { signal }: PullContext,
): Promise<Check> {
  const wanted = fileColumns(definition).names;
  const message = await jsonlProblem(file, wanted, signal);
  if (message !== undefined) return { name: "columns", ok: false, message };
  return {
    name: "columns",
    ok: true,
    message: file.bytes === 0 ? "has no rows yet" : `has ${wanted.join(", ")}`,
  };
}

function checkKpis(definition: FileConnector, { catalog }: PullContext): Check {
  const name = "kpis";
  const bases = namedKpis(definition);
  if (bases === undefined) return { name, ok: true, message: "the file names its KPIs itself" };
  const ids = bases.flatMap((base) => definition.measures.map(({ kpiSuffix }) => base + kpiSuffix));
  const unknown = [...new Set(ids)].filter((id) => catalog.find(id) === undefined);
  if (unknown.length === 0) return { name, ok: true, message: `${new Set(ids).size} KPIs, all in the plan` };
  const message = `not in the plan: ${unknown.join(", ")}`;
  return { name, ok: false, message, fix: "define them in the plan, or take them out of the connector" };
}

function namedKpis({ kpi }: FileConnector): readonly string[] | undefined {
  if (typeof kpi === "string") return [kpi];
  return kpi.map === undefined ? undefined : Object.values(kpi.map);
}
