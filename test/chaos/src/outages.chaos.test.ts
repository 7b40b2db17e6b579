import { runSuite } from "./run-suite.fixture.ts";
import { outages } from "./suites/outages.ts";

await runSuite(outages, { seeds: [1] });
