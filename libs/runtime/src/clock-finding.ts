import type { Finding } from "./finding.ts";

/** A server's clock may be this far from this machine's. */
export const MOST_CLOCK_SKEW_MS = 60_000;
const MS_PER_SECOND = 1_000;

/** What a server's clock said, and between which two moments of this machine's clock it was asked. */
export interface ClockReading {
  readonly server: number;
  readonly asked: number;
  readonly answered: number;
}

/** Whether a server's clock and this machine's agree; times are judged against now, and rows carry both. */
export function clockFinding(name: string, { server, asked, answered }: ClockReading): Finding {
  // It was read somewhere between the two: within them nothing is known to be wrong.
  const skewMs = server < asked ? server - asked : Math.max(0, server - answered);
  const seconds = Math.round(Math.abs(skewMs) / MS_PER_SECOND);
  if (Math.abs(skewMs) <= MOST_CLOCK_SKEW_MS)
    return { name, ok: true, message: `${seconds} s from this machine's` };
  const message = `is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's (at most ${MOST_CLOCK_SKEW_MS / MS_PER_SECOND} s)`;
  return {
    name,
    ok: false,
    message,
    fix: "have both machines take their time from one server (NTP)",
    passing: true,
  };
}
