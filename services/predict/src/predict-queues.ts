import { createHash } from "node:crypto";
import type { JobHandler, JobQueue, Jobs } from "@milepost/jobs";
import type { PlacedMoment } from "./assess-moment.ts";
import { bucketOf, BUCKETS } from "./buckets.ts";
import type { Round } from "./predict.ts";

/** Tries of a job that the log, the tables or the queue kept from its end. */
const ATTEMPTS = 6;
/** There is one owner of what is done for the deployment as a whole. */
const DEPLOYMENT = "deployment";

/** Goals of one bucket to be assessed at one moment. */
export type AssessJob = PlacedMoment;
type Nothing = Readonly<Record<string, never>>;

interface Told {
  readonly owner: string;
}

/** What the jobs do. */
export interface PredictWork {
  readonly assess: JobHandler<AssessJob, { readonly made: number }>["run"];
  readonly deliverAlerts: JobHandler<Told>["run"];
  readonly settleAlerts: JobHandler<Nothing>["run"];
  readonly testLeads: JobHandler<Nothing>["run"];
  readonly assessNow: JobHandler<Nothing, Round>["run"];
  readonly fillHistory: JobHandler<Nothing>["run"];
}

/** The predictor's queues. */
export interface PredictQueues {
  /** Assesses some goals at one moment; a goal's bucket is the owner. */
  readonly assess: JobQueue<AssessJob, { readonly made: number }>;
  /** Tells one person what is new. */
  readonly deliverAlerts: JobQueue<Told>;
  readonly settleAlerts: JobQueue<Nothing>;
  /** Holds declared links from lead to lag against the values. */
  readonly testLeads: JobQueue<Nothing>;
  /** A round over everything that is current; it orders the assessments and waits for them. */
  readonly assessNow: JobQueue<Nothing, Round>;
  /** A round over everything that is past. */
  readonly fillHistory: JobQueue<Nothing>;
  close(): Promise<void>;
}

/**
 * Registers the queues. What is done by a version of the model is in queues of its own: during an upgrade an older process
 * would take the newer one's jobs, do them by its own version and call them done.
 */
export function predictQueues(jobs: Jobs, work: PredictWork, modelVersion: string): PredictQueues {
  const byModel = (name: string): string => `${name}-by-${modelVersion}`;
  const ofDeployment = <Result>(
    name: string,
    run: JobHandler<Nothing, Result>["run"],
  ): JobQueue<Nothing, Result> => jobs.register({ name, keyOf: () => DEPLOYMENT, attempts: ATTEMPTS, run });
  const queues = {
    assess: jobs.register({
      name: byModel("assess"),
      keyOf: ({ tasks }: AssessJob) => `bucket-${bucketOf(tasks[0]?.goal ?? "")}`,
      identityOf: (job) => createHash("sha256").update(JSON.stringify(job)).digest("hex"),
      attempts: ATTEMPTS,
      // The jobs of a moment end together: their appends share one flush to disk.
      concurrency: BUCKETS,
      run: work.assess,
    }),
    deliverAlerts: jobs.register({
      name: "deliver-alerts",
      keyOf: ({ owner }: Told) => owner,
      attempts: ATTEMPTS,
      run: work.deliverAlerts,
    }),
    settleAlerts: ofDeployment(byModel("settle-alerts"), work.settleAlerts),
    testLeads: ofDeployment("test-leads", work.testLeads),
    assessNow: ofDeployment(byModel("assess-now"), work.assessNow),
    fillHistory: ofDeployment(byModel("fill-history"), work.fillHistory),
  };
  return {
    ...queues,
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}
