import { runSuite } from "./run-suite.fixture.ts";
import { killEmbedded, killServices } from "./suites/kill-suites.ts";
import { seedsUpTo } from "./suites/all-suites.ts";

// The short form, within `npm test`: every step of taking and deriving. The rest is in `npm run test:chaos`.
const seeds = seedsUpTo(3);
await runSuite(killServices("kill", ["projector", "derive"]), { seeds, together: 3 });
await runSuite(killEmbedded("kill-start", ["projector", "derive"]), { seeds, together: 3 });
