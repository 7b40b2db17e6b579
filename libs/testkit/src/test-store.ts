export { openTestStore } from "@milepost/store/store-under-test.suite";
export type { TestStore } from "@milepost/store/store-under-test.suite";
export { putNewTables } from "@milepost/store/new-tables.fixture";
