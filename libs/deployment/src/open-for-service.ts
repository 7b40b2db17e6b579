import type { Position } from "@milepost/contracts";
import type { ServiceRuntime } from "@milepost/runtime";
import { openDeployment } from "./compose.ts";
import type { Deployment } from "./compose.ts";
import { followClock } from "./deployment-clock.ts";
import type { DeploymentClock } from "./deployment-clock.ts";
import { probeLog, probeStore } from "./probes.ts";
import type { DeploymentSettings } from "./settings.ts";
import { createVisibility } from "./wait-visible.ts";

/** What a service that is a process of its own works with. */
export interface ServiceDeployment extends Deployment {
  readonly clock: DeploymentClock;
  /** Resolves once the tables hold everything below the position, whichever process writes them. */
  readonly waitVisible: (position: Position) => Promise<void>;
}

/** Opens the servers for one service; the process is ready only while they answer. */
export async function openForService(
  settings: DeploymentSettings,
  { identity, logger, metrics, telemetry, lifecycle, readiness }: ServiceRuntime,
  tables: "migrate" | "await",
): Promise<ServiceDeployment> {
  const deployment = await openDeployment({
    settings,
    identity,
    logger,
    metrics,
    telemetry,
    lifecycle,
    tables,
  });
  const { log, store } = deployment;
  const clock = lifecycle.own("clock", await followClock(log));
  const visibility = lifecycle.own("visibility", createVisibility(log));
  const ends = [probeStore(store, readiness), probeLog(log, readiness)];
  lifecycle.own("probes", {
    close: async () => {
      for (const end of ends) end();
    },
  });
  return { ...deployment, clock, waitVisible: (position) => visibility.waitVisible(position) };
}
