import { writeFileSync } from "node:fs";

/** Leaves the counts of a vitest run in the file that MILEPOST_TEST_COUNTS names. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, skippedTitles: [] };
    for (const module of modules) {
      if (module.state() === "failed" && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) countTest(counts, module, test);
    }
    writeFileSync(process.env["MILEPOST_TEST_COUNTS"], JSON.stringify(counts));
  }
}

function countTest(counts, module, test) {
  const { state } = test.result();
  if (state === "passed") counts.passed += 1;
  else if (state === "failed") counts.failed += 1;
  else {
    counts.skipped += 1;
    counts.skippedTitles.push(`${module.relativeModuleId} › ${test.fullName}`);
  }
}
