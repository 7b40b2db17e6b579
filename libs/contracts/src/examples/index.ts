export { EXAMPLE_EVENTS } from "./events.ts";
export { EXAMPLE_PLAN } from "./plan.ts";
export { EXAMPLE_PROBLEM } from "./problem.ts";
export { EXAMPLE_RESPONSES } from "./responses.ts";
export { MILEPOST_API } from "./api-description.ts";
