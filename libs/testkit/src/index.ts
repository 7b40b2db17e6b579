export { observationEvent } from "./observation-event.ts";
export type { ObservationFields } from "./observation-event.ts";
export { planFile } from "./plan-file.ts";
export { temporaryFolder } from "./temporary-folder.ts";
