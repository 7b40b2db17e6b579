import type { Clock } from "./clock.ts";

/** Looks at one part: why it cannot serve and what to do about it; undefined when it can. */
export type Probe = (signal: AbortSignal) => Promise<string | undefined>;

export interface ProbeOptions {
  /** How long a look that found nothing wrong holds, whatever somebody does to the clock; a later question looks again. */
  readonly freshMs: number;
  /** Whom the look asks; told of where it does not end in time. */
  readonly server?: AskedServer | undefined;
}

/** A server in the words of whoever looks after it. */
export interface AskedServer {
  /** What and where it is, with the setting that says so. */
  readonly name: string;
  /** What to do when it does not answer. */
  readonly fix: string;
}

/** Whether the process can serve, and if not, why not, since when, and what to do. */
export interface Readiness {
  /** Says that a part cannot serve; the same part's reason replaces the earlier one and keeps its beginning. */
  hold(part: string, reason: string): void;
  /** Says that a part can serve again. */
  release(part: string): void;
  /** Has a part looked at whenever somebody asks; the same part replaces. Returns what ends it. */
  probe(part: string, options: ProbeOptions & { readonly look: Probe }): () => void;
  /** Every reason in words, one after the other; undefined when the process can serve. */
  reason(): Promise<string | undefined>;
}

/** A look that takes longer counts as failed. */
export const LOOK_LIMIT_MS = 3_000;
/** What was wrong may be over at any moment. */
const WRONG_FRESH_MS = 1_000;

interface Held {
  readonly reason: string;
  readonly since: number;
}

interface Probed extends ProbeOptions {
  readonly look: Probe;
  /** By the clock that nobody sets. */
  lookedAt: number;
  looking: Promise<void> | undefined;
}

/** Nothing holds it back yet. The clock says since when; how long ago something was looked at, `elapsed` says. */
export function createReadiness(clock: Clock, elapsed: () => number = () => performance.now()): Readiness {
  const held = new Map<string, Held>();
  const probes = new Map<string, Probed>();

  const hold = (part: string, reason: string): void => {
    held.set(part, { reason, since: held.get(part)?.since ?? clock.now() });
  };
  const lookAt = async (part: string, probed: Probed): Promise<void> => {
    const reason = await looked(probed);
    probed.lookedAt = elapsed();
    probed.looking = undefined;
    if (probes.get(part) !== probed) return;
    if (reason === undefined) held.delete(part);
    else hold(part, reason);
  };
  return {
    hold,
    release: (part) => void held.delete(part),
    probe: (part, options) => {
      const probed: Probed = { ...options, lookedAt: Number.NEGATIVE_INFINITY, looking: undefined };
      probes.set(part, probed);
      return () => {
        if (probes.get(part) !== probed) return;
        probes.delete(part);
        held.delete(part);
      };
    },
    reason: async () => {
      const now = elapsed();
      const stale = [...probes].filter(([part, { lookedAt, freshMs }]) => {
        const holdsMs = held.has(part) ? Math.min(freshMs, WRONG_FRESH_MS) : freshMs;
        return now - lookedAt >= holdsMs;
      });
      await Promise.all(stale.map(([part, probed]) => (probed.looking ??= lookAt(part, probed))));
      if (held.size === 0) return undefined;
      return [...held].map(([part, one]) => inWords(part, one)).join("; ");
    },
  };
}

async function looked({ look, server }: Probed): Promise<string | undefined> {
  const limit = new AbortController();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => {
    limit.abort();
    late.resolve(notInTime(server));
  }, LOOK_LIMIT_MS);
  try {
    return await Promise.race([look(limit.signal), late.promise]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function notInTime(server: AskedServer | undefined): string {
  const words = `did not answer within ${LOOK_LIMIT_MS / 1000} s`;
  return server === undefined ? words : `${server.name} ${words}; ${server.fix}`;
}

function inWords(part: string, { reason, since }: Held): string {
  return `${part} (since ${new Date(since).toISOString()}): ${reason}`;
}
