// Runs what the first argument names: a service, or `milepost` for its command line.
const ENTRIES = {
  ingest: "../../services/ingest/src/main.ts",
  projector: "../../services/projector/src/main.ts",
  predict: "../../services/predict/src/main.ts",
  scoreboard: "../../services/scoreboard/src/main.ts",
  milepost: "../../libs/cli/src/main.ts",
};

const [name = ""] = process.argv.splice(2, 1);
const entry = ENTRIES[name];
if (entry === undefined) {
  process.stderr.write(`usage: (${Object.keys(ENTRIES).join(" | ")}) [arguments]\n`);
  process.exit(2);
}
await import(entry);
