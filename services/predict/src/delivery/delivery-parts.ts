import type { Channel, ChannelParts } from "@milepost/channels";
import type { ChannelSettings } from "@milepost/channels/settings";
import type { ChannelDefinition } from "@milepost/contracts";
import type { Jobs } from "@milepost/jobs";
import type { Clock, LinkSettings, Logger } from "@milepost/runtime";
import type { Deployment } from "../deployment.ts";
import type { DeliveryStep } from "../steps.ts";
import type { Backoff } from "./next-attempt.ts";

/** Opens a channel that a plan defines. */
export type OpenChannel = (definition: ChannelDefinition, parts: ChannelParts) => Channel;

/** What a deployment says of telling people beyond the page. */
export interface DeliverySettings {
  readonly channels: Pick<ChannelSettings, "secrets" | "allowPrivate">;
  readonly links: Pick<LinkSettings, "url" | "key">;
  /** Differences for tests: pauses between attempts, how long one may take, and channels with faults. */
  readonly backoff?: Backoff;
  readonly timeoutMs?: number;
  readonly openChannel?: OpenChannel;
  /** The world's clock: people and receivers live by it, also where a deployment's own clock stands elsewhere. */
  readonly worldClock: Clock;
  /** Told where deliveries stand; tests kill the process there, or have it stand still. */
  readonly onStep?: ((step: DeliveryStep) => void | Promise<void>) | undefined;
}

export interface DeliveryParts {
  readonly open: () => Promise<Deployment>;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly openChannel: OpenChannel;
  readonly settings: DeliverySettings;
}
