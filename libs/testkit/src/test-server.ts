export { testServer } from "@milepost/native/testing/test-server";
