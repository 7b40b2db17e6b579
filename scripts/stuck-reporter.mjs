import { readdirSync, readFileSync } from "node:fs";

/** What a file may take on top of its limits before it counts as stuck. */
const GRACE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

/**
 * Ends a run in which a file gives no sign of life for longer than its limits allow: vitest's own limits do not reach a file whose
 * thread stands still, and CI would say nothing but that its time is over.
 */
export default class StuckReporter {
  /** By module: when it last gave a sign, how long it may give none, and what it was at. */
  #running = new Map();
  #timer;

  onTestRunStart() {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  onTestRunEnd() {
    clearInterval(this.#timer);
  }

  onTestModuleStart(module) {
    this.#sign(module, "its first test");
  }

  onTestCaseReady(test) {
    this.#sign(test.module, `“${test.fullName}”`);
  }

  onTestCaseResult(test) {
    this.#sign(test.module, `what comes after “${test.fullName}”`);
  }

  onTestModuleEnd(module) {
    this.#running.delete(module);
  }

  #sign(module, at) {
    const { testTimeout, hookTimeout } = module.project.config;
    this.#running.set(module, { since: Date.now(), limit: testTimeout + hookTimeout + GRACE_MS, at });
  }

  #look() {
    const stuck = [...this.#running].filter(([, { since, limit }]) => Date.now() - since > limit);
    if (stuck.length === 0) return;
    for (const [module, { limit, at }] of stuck) {
      const minutes = Math.round(limit / 60_000);
      process.stdout.write(`stuck: ${module.relativeModuleId} at ${at}: no sign for ${minutes} minutes\n`);
    }
    process.stdout.write(
      "The run ends here: a file whose thread stands still cannot be ended by its limits.\n",
    );
    for (const pid of children()) process.kill(pid, "SIGKILL");
    process.exit(1);
  }
}

/** Processes that this one has started, where the system tells. */
function children() {
  try {
    return readdirSync("/proc/self/task")
      .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim().split(" "))
      .filter((pid) => pid !== "")
      .map(Number);
  } catch {
    return [];
  }
}
