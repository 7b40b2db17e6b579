export { openTestKafka } from "@milepost/native/testing/test-kafka";
export type { TestKafka } from "@milepost/native/testing/test-kafka";
