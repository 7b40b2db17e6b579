import type { Position } from "@milepost/contracts";
import type { ServiceRuntime } from "@milepost/runtime";
import { openDeployment } from "./compose.ts";
import type { Deployment, DeploymentOptions } from "./compose.ts";
import { followClock } from "./deployment-clock.ts";
import type { DeploymentClock } from "./deployment-clock.ts";
import { probeDeployment } from "./probes.ts";
import type { DeploymentSettings } from "./settings.ts";
import { createVisibility } from "./wait-visible.ts";

/** What a service that is a process of its own works with. */
export interface ServiceDeployment extends Deployment {
  readonly clock: DeploymentClock;
  /** Resolves once the tables hold everything below the position, whichever process writes them. */
  readonly waitVisible: (position: Position) => Promise<void>;
}

/** What a service does with the deployment. */
export interface ServiceUse {
  readonly tables: "migrate" | "await";
  readonly jobs: boolean;
  readonly onGenerationStep?: DeploymentOptions["onGenerationStep"];
}

/** Opens the servers for one service; the process is ready only while they answer and fit. */
export async function openForService(
  settings: DeploymentSettings,
  runtime: ServiceRuntime,
  use: ServiceUse,
): Promise<ServiceDeployment> {
  const { lifecycle } = runtime;
  const deployment = await openDeployment({ settings, ...runtime, ...use });
  const clock = lifecycle.own("clock", await followClock(deployment.log));
  const visibility = lifecycle.own("visibility", createVisibility(deployment.log));
  lifecycle.own("probes", probeDeployment(deployment, { settings, ...runtime, ...use }));
  return { ...deployment, clock, waitVisible: (position) => visibility.waitVisible(position) };
}
