import { readFileSync, readdirSync } from "node:fs";

/** Clock ticks a second of `/proc`: the same on every Linux. */
const TICKS_PER_SECOND = 100;
const KILOBYTE = 1024;
const MEGABYTE = 1024 ** 2;

/** Seconds of CPU that a process has used so far. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return (user + system) / TICKS_PER_SECOND;
}

/** Seconds of CPU that a process and all that it started have used so far; what has ended since is not counted. */
export function treeCpuSeconds(pid: number): number {
  const parents = new Map(processIds().map((id) => [id, parentOf(id)]));
  const tree = [pid];
  for (const id of tree) {
    for (const [child, parent] of parents) if (parent === id) tree.push(child);
  }
  return tree.reduce((sum, id) => sum + cpuSeconds(id), 0);
}

function processIds(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Undefined when the process is gone meanwhile. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return undefined;
  }
}

/** The fields of a process's state from the third on, which is the one after its name. */
function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Memory of a process in MB: all that is resident, and the part of it that is its own (not pages of mapped files). */
export function residentMb(pid: number): { readonly all: number; readonly own: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  const inMb = (value: number): number => Math.round((value * KILOBYTE) / MEGABYTE);
  return { all: inMb(kilobytes("VmRSS")), own: inMb(kilobytes("RssAnon")) };
}
