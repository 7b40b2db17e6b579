import { listenerSettings, listenerShape } from "@milepost/runtime";
import type { ListenerSettings } from "@milepost/runtime";
import type { z } from "zod";
import { withoutSecrets } from "./server-address.ts";
import { deploymentSettings, deploymentShape, shownDeployment } from "./settings.ts";
import type { DeploymentSettings } from "./settings.ts";

/** Settings of every service that runs as a process of its own; its port is the only one that differs. */
export function serviceShape(port: number) {
  return { ...listenerShape({ port, logLevel: "info" }), ...deploymentShape } as const;
}

export interface ServiceSettings extends ListenerSettings {
  readonly deployment: DeploymentSettings;
}

type ServiceEnvironment = z.output<z.ZodObject<ReturnType<typeof serviceShape>>>;

/** The same under the names of the code. */
export function serviceSettings(env: ServiceEnvironment): ServiceSettings {
  return { ...listenerSettings(env), deployment: deploymentSettings(env) };
}

/** A process' settings as anyone may see them: without passwords. */
export function shownSettings<Settings extends Pick<ServiceSettings, "deployment" | "telemetry">>(
  settings: Settings,
): Readonly<Record<string, unknown>> {
  const { deployment, telemetry } = settings;
  const endpoint = telemetry.endpoint === undefined ? undefined : withoutSecrets(telemetry.endpoint);
  return { ...settings, deployment: shownDeployment(deployment), telemetry: { ...telemetry, endpoint } };
}
