import { runSuite } from "./run-suite.fixture.ts";
import { SHORT_FORM, seedsUpTo } from "./suites/all-suites.ts";

// What CI runs: one seed of the suite that strikes whole servers, and of the fast-check model.
for (const suite of SHORT_FORM) await runSuite(suite, { seeds: seedsUpTo(1) });
