import { runSuite, runTogether } from "./run-suite.fixture.ts";
import { SHORT_FORM, SHORT_FORM_TOGETHER, seedsUpTo } from "./suites/all-suites.ts";

// What CI runs: one seed of each suite that strikes services at a step, and of the one that strikes whole servers.
await runTogether(SHORT_FORM_TOGETHER, 1);
for (const suite of SHORT_FORM) await runSuite(suite, { seeds: seedsUpTo(1) });
