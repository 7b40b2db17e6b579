// What a service loads once it knows its servers; checking the settings loads none of it.
await Promise.all([
  import("@milepost/event-log/kafka-check"),
  import("@milepost/event-log/kafka-generations"),
  import("@milepost/event-log/kafka-log"),
  import("@milepost/event-log/group-clients"),
  import("@milepost/jobs/bullmq-jobs"),
  import("@milepost/jobs/check-redis"),
]);
