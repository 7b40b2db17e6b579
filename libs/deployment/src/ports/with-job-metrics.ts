import type { Jobs } from "@milepost/jobs";
import type { Metrics } from "@milepost/runtime";

const BUCKETS_SECONDS = [0.01, 0.05, 0.25, 1, 5, 30, 120, 600];
const MS_PER_SECOND = 1_000;

/** The same jobs, with figures of their runs. */
export function withJobMetrics(jobs: Jobs, metrics: Metrics): Jobs {
  const runs = metrics.counter({
    name: "milepost_job_runs_total",
    help: "Runs of jobs, by queue and outcome; a try that is repeated counts again.",
    labels: ["queue", "outcome"],
  });
  const seconds = metrics.histogram({
    name: "milepost_job_duration_seconds",
    help: "How long runs of jobs took, by queue.",
    labels: ["queue"],
    buckets: BUCKETS_SECONDS,
  });
  return {
    ...jobs,
    register: (handler) => {
      const queue = handler.name;
      return jobs.register({
        ...handler,
        run: async (payload, signal) => {
          const began = performance.now();
          try {
            const result = await handler.run(payload, signal);
            runs({ queue, outcome: "done" });
            return result;
          } catch (error) {
            runs({ queue, outcome: "failed" });
            throw error;
          } finally {
            seconds((performance.now() - began) / MS_PER_SECOND, { queue });
          }
        },
      });
    },
  };
}
