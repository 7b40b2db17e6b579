import { runSuite } from "./run-suite.fixture.ts";
import { killEmbedded, killServices } from "./suites/kill-suites.ts";
import { seedsOf } from "./suites/suite.ts";

const seeds = seedsOf("chaos");
await runSuite(killServices("kill-chaos", ["projector", "derive", "rebuild"]), { seeds, together: 5 });
await runSuite(killEmbedded("kill-start-chaos", ["projector", "derive", "rebuild"]), { seeds, together: 5 });
