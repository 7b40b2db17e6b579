import { setTimeout as pause } from "node:timers/promises";
import { silentLogger } from "@milepost/runtime";
import { openBullmqJobs } from "./bullmq-jobs.ts";

/** Works on the queue `work` of a deployment, each job so long, and says when it begins and ends one. */
async function workSlowly([
  url = "",
  prefix = "",
  lockMs = "",
  takesMs = "",
]: readonly string[]): Promise<void> {
  const jobs = await openBullmqJobs({
    url,
    prefix,
    logger: silentLogger(),
    limits: { lockMs: Number(lockMs) },
  });
  jobs.register<{ readonly key: string; readonly label: string }, string>({
    name: "work",
    keyOf: ({ key }) => key,
    identityOf: ({ label }) => label,
    attempts: 3,
    run: async ({ label }, signal) => {
      process.stdout.write(`began ${label}\n`);
      await pause(Number(takesMs), undefined, { signal }).catch(() => undefined);
      process.stdout.write(`${signal.aborted ? "told to stop" : "ended"} ${label}\n`);
      return "child";
    },
  });
  process.stdout.write("ready\n");
}

await workSlowly(process.argv.slice(2));
