import { runSuite } from "./run-suite.fixture.ts";
import { ALL_SUITES, seedsUpTo } from "./suites/all-suites.ts";

for (const { suite, chaosSeeds, together } of ALL_SUITES) {
  await runSuite(suite, { seeds: seedsUpTo(chaosSeeds), together });
}
