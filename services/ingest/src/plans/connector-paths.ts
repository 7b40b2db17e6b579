import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { FieldProblem, PlanFile } from "@milepost/contracts";

/** Folders from which file connectors may read. */
export interface ReadableFolders {
  /** The plan file's folder, when a caller on this machine proved it; paths are relative to it. */
  readonly planFolder: string | undefined;
  /** Always readable; the base of relative paths when there is no plan folder. */
  readonly inbox: string;
}

export type PlacedPlan =
  | { readonly ok: true; readonly plan: PlanFile }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Makes the paths of file connectors absolute; a path that leaves the readable folders is a problem. */
export async function placeConnectors(plan: PlanFile, folders: ReadableFolders): Promise<PlacedPlan> {
  const roots = await realFolders(folders);
  const base = roots[0] ?? folders.inbox;
  const problems: FieldProblem[] = [];
  const placed = Object.entries(plan.connectors).map(([id, connector]) => {
    const path = resolve(base, connector.path);
    if (!roots.some((root) => isInside(path, root))) problems.push(outside(id, connector.path, roots));
    return [id, { ...connector, path }] as const;
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, plan: { ...plan, connectors: Object.fromEntries(placed) } };
}

async function realFolders({ planFolder, inbox }: ReadableFolders): Promise<readonly string[]> {
  const folders = planFolder === undefined ? [inbox] : [planFolder, inbox];
  return Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))));
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== "" && !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}

function outside(id: string, path: string, roots: readonly string[]): FieldProblem {
  return {
    field: `connectors.${id}.path`,
    code: "path_not_allowed",
    message: `"${path}" lies outside the folders that connectors may read: ${roots.join(", ")}`,
    fix: "put the file beside the plan file and apply it with `npx milepost apply`, or into the inbox",
  };
}
