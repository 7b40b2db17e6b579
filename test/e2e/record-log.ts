import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MilepostEvent } from "@milepost/contracts";
import { EVENTS, TOPICS } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import type { LogRecord } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";

/**
 * Records a fixture: the part of a deployment's log that concerns one KPI, in the log's order, as JSON lines of
 * `{topic, key, event}`. Event types that the deployment never wrote are added from the contracts' examples.
 * Usage: node test/e2e/record-log.ts <data folder> <kpi> <output file>
 */
const [dataDir = "", kpi = "", output = ""] = process.argv.slice(2);
const log = await openEmbeddedLog({ dir: join(dataDir, "log"), prefix: "milepost", logger: silentLogger() });
const lines: { readonly topic: string; readonly key: string; readonly event: unknown }[] = [];
const end = await log.end(TOPICS);
for (const [place, to] of Object.entries(end)) {
  const [topic, partition] = place.split("/") as [LogRecord["topic"], string];
  for await (const batch of log.read({ topic, partition: Number(partition), from: 0, to })) {
    for (const { key, value } of batch.filter(concerns)) lines.push({ topic, key, event: value });
  }
}
await log.close();
const present = new Set(lines.map((line) => (line.event as MilepostEvent).type));
for (const { type, topic } of Object.values(EVENTS)) {
  if (present.has(type)) continue;
  const example = Object.values(EXAMPLE_EVENTS).find((event) => event.type === type);
  process.stderr.write(`${type}: from the examples\n`);
  lines.push({ topic, key: "example", event: example });
}
// A fixture is read on other machines: it names files by where they stand in the project.
const text = lines.map((line) => JSON.stringify(line).replaceAll(`${process.cwd()}/`, "")).join("\n");
writeFileSync(output, `${text}\n`);

/** Whether a record speaks of the KPI, of its goals, or of all. */
function concerns({ key, value }: LogRecord): boolean {
  const event = value as MilepostEvent;
  switch (event.type) {
    case "milepost.scorecard.defined.v1":
    case "milepost.connector.defined.v1":
    case "milepost.channel.defined.v1":
    case "milepost.recipient.defined.v1":
      return true;
    case "milepost.alerts.delivered.v1":
      return event.data.alerts.some((alert) => alert.startsWith(kpi));
    case "milepost.kpi.defined.v1":
    case "milepost.goal.defined.v1":
      return event.data.id.startsWith(kpi);
    case "milepost.observation.recorded.v1":
    case "milepost.observation.retracted.v1":
      return event.data.kpi.startsWith(kpi);
    case "milepost.assessment.made.v1":
    case "milepost.goal.closed.v1":
    case "milepost.alert.raised.v1":
    case "milepost.alert.cleared.v1":
    case "milepost.alert.acknowledged.v1":
    case "milepost.alert.closed.v1":
    case "milepost.alert.snoozed.v1":
    case "milepost.alert.woken.v1":
    case "milepost.alert.escalated.v1":
    case "milepost.alert.reassigned.v1":
    case "milepost.alert.reopened.v1":
    case "milepost.alert.recovering.v1":
    case "milepost.options.weighed.v1":
      return key.startsWith(kpi);
    case "milepost.message.composed.v1":
      return event.data.groups.some(({ items }) => items.some(({ goal }) => goal?.startsWith(kpi) === true));
    case "milepost.message.attempted.v1":
      return event.data.about.some(({ goal }) => goal?.startsWith(kpi) === true);
    case "milepost.external.reported.v1":
      return event.data.matched.some((goal) => goal.startsWith(kpi));
    case "milepost.checkin.made.v1":
    case "milepost.override.made.v1":
    case "milepost.override.withdrawn.v1":
    case "milepost.suggestion.accepted.v1":
    case "milepost.suggestion.declined.v1":
    case "milepost.goal.stale.v1":
    case "milepost.staleness.ended.v1":
    case "milepost.review.opened.v1":
    case "milepost.review.reassessed.v1":
    case "milepost.review.closed.v1":
    case "milepost.review.concluded.v1":
      return event.data.goal.startsWith(kpi);
    case "milepost.lead.tested.v1":
      return event.data.lead.startsWith(kpi) || event.data.follower.startsWith(kpi);
    case "milepost.forecaster.learned.v1":
    case "milepost.channel.paused.v1":
    case "milepost.channel.resumed.v1":
    case "milepost.calendar.defined.v1":
    case "milepost.unit.defined.v1":
    case "milepost.alerting.defined.v1":
    case "milepost.definition.archived.v1":
    case "milepost.clock.set.v1":
    case "milepost.run.completed.v1":
    case "milepost.record.captured.v1":
    case "milepost.fold.started.v1":
    case "milepost.fold.completed.v1":
    case "milepost.person.recorded.v1":
    case "milepost.person.erased.v1":
    case "milepost.note.recorded.v1":
    case "milepost.dead-letter.recorded.v1":
    case "milepost.dead-letter.resolved.v1":
      return true;
  }
}
