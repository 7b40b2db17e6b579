// Prints what `milepost doctor` says of the servers that the environment names: a JSON array of findings.
import { MilepostError, parseSettings } from "@milepost/runtime";
import type { Finding } from "@milepost/runtime";
import { z } from "zod";
import { deploymentSettings, deploymentShape, refineDeployment } from "../settings.ts";
import { examine } from "./compose.ts";

const schema = z.object(deploymentShape).check(refineDeployment([])).transform(deploymentSettings);

async function findings(): Promise<readonly Finding[]> {
  try {
    const settings = parseSettings(schema, process.env);
    const [fix, lostTopics] = ["--fix", "--lost-topics"].map((one) => process.argv.includes(one));
    return await examine({ settings, fix: fix === true, lostTopics: lostTopics === true });
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    return [{ name: "settings", ok: false, message: error.message }];
  }
}

process.stdout.write(`${JSON.stringify(await findings())}\n`);
