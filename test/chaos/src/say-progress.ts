const STARTED = performance.now();

/** Tells how far a suite is, with the seconds since it began. */
export function sayProgress(line: string): void {
  const seconds = ((performance.now() - STARTED) / 1000).toFixed(0);
  process.stdout.write(`${seconds.padStart(5)} s  ${line}\n`);
}
