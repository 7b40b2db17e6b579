import type { Jobs } from "@milepost/jobs";
import { inSpan } from "@milepost/runtime";
import type { Telemetry } from "@milepost/runtime";

/** The same jobs, with a span for each run. */
export function withJobTelemetry(jobs: Jobs, telemetry: Telemetry): Jobs {
  if (!telemetry.isOn) return jobs;
  return {
    ...jobs,
    register: (handler) =>
      jobs.register({
        ...handler,
        run: (payload, signal) => {
          const attributes = { "milepost.queue": handler.name, "milepost.job.key": handler.keyOf(payload) };
          return inSpan(telemetry, { name: `job ${handler.name}`, attributes }, () =>
            handler.run(payload, signal),
          );
        },
      }),
  };
}
