import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { MilepostError } from "@milepost/runtime";

const MAX_PLAN_BYTES = 16 * 1024 * 1024;

/**
 * The folder of a plan file that a caller names. Only a caller on this machine may name one, and the file must hold
 * exactly the posted plan: that proves that the folder is the plan's, and not any folder somebody would like to read.
 */
export async function provenPlanFolder(
  path: string,
  { text, isLoopback }: { readonly text: string; readonly isLoopback: boolean },
): Promise<string> {
  if (!isLoopback) throw refused("Only a caller on this machine may name its plan file");
  if (!isAbsolute(path)) throw refused("Milepost-Plan-File must be an absolute path");
  const held = await readPlan(path);
  if (held !== text) throw refused(`${path} does not hold the posted plan`);
  return realpath(dirname(path));
}

async function readPlan(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    return size > MAX_PLAN_BYTES ? "" : await readFile(path, "utf8");
  } catch (cause) {
    throw new MilepostError("invalid_input", `${path} cannot be read by the server`, { cause });
  }
}

function refused(message: string): MilepostError {
  return new MilepostError("forbidden", message);
}
