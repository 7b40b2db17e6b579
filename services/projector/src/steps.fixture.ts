import type { OnStep, ProjectorStep } from "./steps.ts";

/** Holds a projector at steps, as a debugger or SIGSTOP would, or for good, as SIGKILL would. */
export interface Steps {
  readonly onStep: OnStep;
  /** The next time the step is reached, it does not go on until `release`; resolves once it was reached. */
  hold(step: ProjectorStep): Promise<void>;
  /** Nothing goes on at any step until `release`. */
  stop(): void;
  /** Everything that was held goes on, and nothing is held any more. */
  release(): void;
}

/** Steps that nothing is held at. */
export function createSteps(): Steps {
  const wanted = new Map<ProjectorStep, () => void>();
  let held: (() => void)[] = [];
  let isStopped = false;
  return {
    onStep: (step) => {
      const reached = wanted.get(step);
      if (reached === undefined && !isStopped) return undefined;
      wanted.delete(step);
      reached?.();
      return new Promise((resolve) => held.push(resolve));
    },
    hold: (step) => new Promise((resolve) => wanted.set(step, resolve)),
    stop: () => {
      isStopped = true;
    },
    release: () => {
      isStopped = false;
      wanted.clear();
      for (const go of held) go();
      held = [];
    },
  };
}
