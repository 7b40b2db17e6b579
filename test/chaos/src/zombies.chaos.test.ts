import { runSuite } from "./run-suite.fixture.ts";
import { zombies } from "./suites/zombies.ts";

await runSuite(zombies, { seeds: [1, 2], together: 2 });
