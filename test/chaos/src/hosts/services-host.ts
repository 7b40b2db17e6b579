import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@milepost/native/native-server";
import type { RunningService, ServiceName } from "@milepost/testkit/running-service";
import { allStarted, startService } from "@milepost/testkit/running-service";
import { COMPILE_CACHE, compileOnce } from "../compile-cache.ts";
import { openFullDeployment } from "../deployment.ts";
import { diedByItself, dying, isAlive, readyOrDead } from "../processes.ts";
import type { Kill } from "../processes.ts";
import type { Stack } from "../stack.ts";
import type { Host } from "./host.ts";

/** Which service does what. */
const SERVICE_OF: Readonly<Record<string, ServiceName>> = {
  projector: "projector",
  derive: "projector",
  rebuild: "projector",
  "connector-run": "ingest",
  "dead-letters": "ingest",
  fold: "ingest",
  assessment: "predict",
  review: "predict",
  lead: "predict",
  lesson: "predict",
  delivery: "predict",
  backup: "ingest",
  generation: "ingest",
};

export interface ServicesHostOptions {
  /** Also the topic prefix and the database. */
  readonly name: string;
  readonly services?: readonly ServiceName[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs in the projector's place. */
  readonly projectorMain?: string;
}

/** Services, and what further ones of the same deployment are started with. */
export interface ServicesHost extends Host {
  readonly env: Readonly<Record<string, string>>;
}

/** Services as processes on a stack. */
export async function openServicesHost(
  stack: Stack,
  { name, services = ["projector", "ingest"], env: more = {}, projectorMain }: ServicesHostOptions,
): Promise<ServicesHost> {
  const dataDir = join(stack.dir, `data-${name}`);
  mkdirSync(join(dataDir, "inbox"), { recursive: true });
  const deployment = await openFullDeployment(stack, name, {
    MILEPOST_DATA: dataDir,
    ...COMPILE_CACHE,
    ...more,
  });
  const ports = new Map<ServiceName, number>();
  for (const service of services) ports.set(service, await freePort());
  await Promise.all(services.map((service) => compileOnce(`services/${service}/src/main.ts`)));
  const running = new Map<ServiceName, RunningService>();
  const urlOf = (service: ServiceName): string => `http://127.0.0.1:${ports.get(service)}`;
  const startOne = async (service: ServiceName, kill?: Kill): Promise<RunningService> => {
    const place = { MILEPOST_PORT: String(ports.get(service)) };
    const env = { ...deployment.env, ...place, ...dying(kill) };
    const started = await startService(service, env, service === "projector" ? projectorMain : undefined);
    running.set(service, started);
    return started;
  };
  let armed: RunningService | undefined;
  const isUp = (service: ServiceName): boolean => {
    const found = running.get(service);
    return found !== undefined && isAlive(found);
  };
  return {
    name,
    env: deployment.env,
    dataDir,
    get log() {
      return deployment.log;
    },
    reopenLog: () => deployment.reopenLog(),
    ask: deployment.ask,
    eventsUrl: urlOf("ingest"),
    rebuildsUrl: urlOf("projector"),
    assessmentsUrl: urlOf("predict"),
    startDying: async (kill) => {
      const name = SERVICE_OF[kill.area];
      if (name === undefined) throw new Error(`No service has the area ${kill.area}`);
      const before = running.get(name);
      before?.signal("SIGKILL");
      await before?.exited;
      const others = services.filter((service) => service !== name && !isUp(service));
      const [victim] = await allStarted([startOne(name, kill), ...others.map((one) => startOne(one))]);
      if (victim === undefined) throw new Error("nothing was started");
      armed = victim;
      const died = diedByItself(victim);
      died.catch(() => undefined);
      return { isAlive: () => isAlive(victim), died };
    },
    revive: async () => {
      await allStarted(services.filter((service) => !isUp(service)).map((service) => startOne(service)));
    },
    start: async () => {
      armed?.signal("SIGKILL");
      await armed?.exited;
      armed = undefined;
      await allStarted(services.filter((service) => !isUp(service)).map((service) => startOne(service)));
      await Promise.all([...running.values()].map(readyOrDead));
    },
    close: async () => {
      await Promise.all([...running.values()].map((service) => service.stop()));
      await deployment.close();
    },
  };
}
