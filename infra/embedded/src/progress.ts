const BAR_WIDTH = 24;
/** Without a terminal a long step reports at these shares. */
const PLAIN_REPORTS = 4;

/** Says what Milepost is doing while a person waits. */
export interface Progress {
  /** Starts a step; returns how to report its share and its end. */
  step(label: string): Step;
  /** One line of its own. */
  say(line: string): void;
}

export interface Step {
  update(done: number, total: number): void;
  /** Ends the step; `result` says what came out. */
  end(result?: string): void;
}

interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** A bar on a terminal, plain lines elsewhere. */
export function createProgress(screen: Screen, now: () => number): Progress {
  return screen.isTTY === true ? barProgress(screen, now) : plainProgress(screen, now);
}

function barProgress(screen: Screen, now: () => number): Progress {
  return {
    say: (line) => screen.write(`\r\u001b[2K${line}\n`),
    step: (label) => {
      const startedAt = now();
      screen.write(`\r\u001b[2K  ${label} …`);
      return {
        update: (done, total) =>
          screen.write(`\r\u001b[2K  ${label} ${bar(done, total)} ${counted(done, total)}`),
        end: (result = "") =>
          screen.write(
            `\r\u001b[2K✓ ${label}${result === "" ? "" : `: ${result}`} (${seconds(now() - startedAt)})\n`,
          ),
      };
    },
  };
}

function plainProgress(screen: Screen, now: () => number): Progress {
  return {
    say: (line) => screen.write(`${line}\n`),
    step: (label) => {
      const startedAt = now();
      let reported = 0;
      screen.write(`${label} …\n`);
      return {
        update: (done, total) => {
          const quarter = total === 0 ? 0 : Math.floor((PLAIN_REPORTS * done) / total);
          if (quarter <= reported || done >= total) return;
          reported = quarter;
          screen.write(`${label}: ${counted(done, total)}\n`);
        },
        end: (result = "done") => screen.write(`${label}: ${result} (${seconds(now() - startedAt)})\n`),
      };
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.round((BAR_WIDTH * done) / total);
  return `[${"█".repeat(filled)}${"·".repeat(BAR_WIDTH - filled)}]`;
}

function counted(done: number, total: number): string {
  return `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
