import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "./clock.ts";
import { readArguments } from "./command-line.ts";
import type { Usage } from "./command-line.ts";
import { MilepostError } from "./errors.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { openTelemetry } from "./open-telemetry.ts";
import { createReadiness } from "./readiness.ts";
import type { Identity, Service } from "./service.ts";
import { DRAIN_LIMIT_MS, serveUntilStopped } from "./serve-until-stopped.ts";
import type { ListenerSettings } from "./service-settings.ts";
import { parseSettings } from "./settings.ts";

const INSTANCE_CHARACTERS = 8;

/** The process around a service. */
export interface ServiceProcess {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when somebody asks the process to stop. */
  readonly stopping: AbortSignal;
  /** Says one line to a person. */
  readonly say: (line: string) => void;
  /** Another bound on ending than `DRAIN_LIMIT_MS`. */
  readonly drainLimitMs?: number;
}

/** Runs a service until it is asked to stop; resolves with the exit code. With `--check-config` it only reads the settings, with `--help` it says what they are. */
export async function runService<Settings extends ListenerSettings>(
  service: Service<Settings>,
  surroundings: ServiceProcess,
): Promise<number> {
  const { args, environment, stopping, say, drainLimitMs = DRAIN_LIMIT_MS } = surroundings;
  const asked = readArguments(args, usageOf(service));
  if (asked.todo === "say") {
    say(asked.text);
    return asked.code;
  }
  let settings: Readonly<Settings>;
  try {
    settings = parseSettings(service.schema, environment);
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    say(error.message);
    return 1;
  }
  if (asked.todo === "check_config") {
    say(`The settings are usable: ${JSON.stringify(service.shown(settings))}`);
    return 0;
  }
  const identity = identityOf(service.name);
  const logger = createLogger(settings.logLevel, { ...identity });
  const telemetry = await openTelemetry({ settings: settings.telemetry, ...identity });
  const metrics = createMetrics();
  const readiness = createReadiness(systemClock);
  try {
    return await serveUntilStopped(
      { service, settings, drainLimitMs },
      { identity, logger, metrics, telemetry, readiness, stopping },
    );
  } catch (error) {
    const message = error instanceof MilepostError ? error.message : "The service failed";
    logger.error({ err: error }, message);
    return 1;
  } finally {
    await telemetry.close();
  }
}

function usageOf<Settings extends ListenerSettings>({ name, schema }: Service<Settings>): Usage {
  const does = `Runs ${name} as a process of its own, on Kafka and ClickHouse. Ctrl-C stops it.`;
  return { command: `npm run service -- ${name}`, does, schema };
}

/** A new identity for this process. */
export function identityOf(service: string): Identity {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return { service, version, instance: randomUUID().slice(0, INSTANCE_CHARACTERS) };
}
