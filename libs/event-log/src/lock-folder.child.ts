import { lockDataFolder } from "./data-folder-lock.ts";

// Holds the folder named as argument until it is killed.
await lockDataFolder(process.argv[2] ?? "");
process.stdout.write("locked\n");
setInterval(() => undefined, 60_000);
