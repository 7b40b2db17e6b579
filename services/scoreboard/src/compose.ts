import type { FastifyPluginAsync } from "fastify";
import type { ReviewDecision } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Clock, Closeable, Logger, ReadLink } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { answeringFirst } from "@milepost/store/priority";
import { registerApi } from "./api/api.ts";
import { registerPages } from "./pages/pages.ts";
import { readPipeline } from "./reading/pipeline-standing.ts";
import { openPlanReader } from "./reading/plan-reader.ts";
import { rememberReads } from "./reading/remembered-reads.ts";

/** A person's command from a form: sent again under the same key it is the same command. */
interface FormCommand {
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What a form's acknowledgement asks for. */
export interface AcknowledgeCommand extends FormCommand {
  readonly plan: string;
  /** Local date, `YYYY-MM-DD`. */
  readonly reviewDate: string;
}

/** What a form that puts an alert off asks for. */
export interface SnoozeCommand extends FormCommand {
  readonly reason: string;
  /** Local date, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What somebody decides on a suggestion. */
export type DecideCommand = FormCommand &
  ({ readonly decision: "accepted" } | { readonly decision: "declined"; readonly reason: string });

/** What a form's check-in asks for. */
export interface CheckInCommand extends FormCommand {
  /** A whole number from 0 to 10. */
  readonly confidence: number;
  readonly comment?: string | undefined;
}

/** What a form that says how a goal will end asks for. */
export interface OverrideCommand extends FormCommand {
  readonly says: "hit" | "miss";
  readonly reason: string;
  /** Local date at whose beginning it expires, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What a form that takes an override back asks for. */
export interface WithdrawCommand extends FormCommand {
  readonly reason: string;
}

/** What a form that closes a review asks for. */
export interface ConcludeCommand extends FormCommand {
  readonly decision: ReviewDecision;
  readonly text: string;
}

/** A channel by which people are told. */
export interface ChannelStanding {
  readonly channel: string;
  readonly kind: string;
  /** People who are told by it, at first or after another one. */
  readonly recipients: number;
  /** Since when nothing goes through it, and why; empty: it is in use. */
  readonly paused: readonly {
    /** Null: for everybody. */
    readonly person: string | null;
    readonly reason: string;
    readonly since: string;
  }[];
}

/** What a test of a channel brought. */
export interface ChannelTest {
  readonly outcome: "delivered" | "retry" | "refused";
  readonly reason: string;
  readonly person: string;
  readonly resumed: boolean;
}

/** A setting of alerts that is tried on the past; the rest is as the plan says. */
export interface TriedThresholds {
  readonly raiseBelow: number;
  readonly clearAbove: number;
  readonly periods: number;
}

/** What a setting would have told in a time that is past; shares from 0 to 1, null is unknown. */
export interface ReplayedSetting {
  readonly alerts: number;
  readonly right: number;
  readonly wrong: number;
  readonly undecided: number;
  readonly missed: number;
  readonly caught: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly medianLead: number | null;
  readonly people: readonly {
    readonly person: string;
    readonly alerts: number;
    readonly messages: number;
    readonly inDigest: number;
  }[];
}

/** A setting that was tried, beside the one that the plan has; both dates are inclusive. */
export interface TriedSetting {
  readonly from: string;
  readonly to: string;
  readonly replay: ReplayedSetting;
  readonly current: { readonly replay: ReplayedSetting };
}

export interface ScoreboardParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly commands: {
    /** Resolves once everybody sees it. */
    readonly acknowledge: (alert: string, command: AcknowledgeCommand) => Promise<unknown>;
    readonly snooze: (alert: string, command: SnoozeCommand) => Promise<unknown>;
    readonly decideSuggestion: (
      name: { readonly alert: string; readonly option: string },
      command: DecideCommand,
    ) => Promise<unknown>;
    readonly checkIn: (goal: string, command: CheckInCommand) => Promise<unknown>;
    readonly override: (goal: string, command: OverrideCommand) => Promise<unknown>;
    readonly withdrawOverride: (
      name: { readonly goal: string; readonly override: string },
      command: WithdrawCommand,
    ) => Promise<unknown>;
    readonly concludeReview: (review: string, command: ConcludeCommand) => Promise<unknown>;
    /** Sends a message that says it is a test; absent: the deployment tells people by its pages alone. */
    readonly testChannel?: (channel: string) => Promise<ChannelTest>;
  };
  /** The channels as they stand; absent as above. */
  readonly channels?: () => Promise<readonly ChannelStanding[]>;
  /** Tries a setting of alerts on the last year; nothing is sent or changed. */
  readonly tryThresholds: (tried: TriedThresholds) => Promise<TriedSetting>;
  /** Reads the token of a link in a message; absent: no link is valid. */
  readonly readLink?: (token: string) => ReadLink;
  /** Set in a demo: lets its next month arrive, and the command that does the same. */
  readonly demo: { readonly nextMonth: () => Promise<unknown>; readonly command: () => string } | null;
  /** How far the backtests are; null when none are under way. */
  readonly progress: () => { readonly assessed: number; readonly total: number } | null;
}

export interface Scoreboard extends Closeable {
  /** GETs under `/v1`. */
  readonly apiRoutes: FastifyPluginAsync;
  /** Pages and their assets. */
  readonly pageRoutes: FastifyPluginAsync;
}

/** The read API and the pages; both read tables and the plan, and decide nothing. */
export async function createScoreboard(parts: ScoreboardParts): Promise<Scoreboard> {
  const plan = await openPlanReader(parts.log);
  const { log, clock } = parts;
  const store = answeringFirst(parts.store);
  const reading = {
    store,
    reads: rememberReads({ store, log }),
    plan,
    pipeline: readPipeline(store),
    clock,
    isFilling: () => parts.progress() !== null,
  };
  return {
    apiRoutes: async (app) => {
      registerApi(app, { ...reading, log });
    },
    pageRoutes: async (app) => registerPages(app, { ...parts, store, reading }),
    close: () => plan.close(),
  };
}
