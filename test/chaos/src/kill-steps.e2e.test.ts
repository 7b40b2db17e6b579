import { runSuite } from "./run-suite.fixture.ts";
import { killEmbedded, killServices } from "./suites/kill-suites.ts";
import { FIRST_AREAS, seedsUpTo } from "./suites/all-suites.ts";

// The short form, within `npm test`: every step of taking and deriving. The rest is in `npm run test:chaos`.
await runSuite(killServices("kill-short", FIRST_AREAS), { seeds: seedsUpTo(3), together: 3 });
await runSuite(killEmbedded("kill-start-short", FIRST_AREAS), {
  seeds: seedsUpTo(3),
  together: 3,
});
