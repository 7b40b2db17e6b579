import { join } from "node:path";

/** The program of a projector that may be at fault, or stalls, as its environment says. */
export const PROJECTOR_UNDER_CHAOS: string = join(import.meta.dirname, "projector.child.ts");
