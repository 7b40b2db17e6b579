const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = "8080";

/** Where the deployment listens: as `MILEPOST_URL` says, else where the settings of `npm start` in the same environment put it. */
export function deploymentUrl(env: Readonly<Record<string, string | undefined>>): string {
  const given = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const host = given("MILEPOST_HOST") ?? DEFAULT_HOST;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${given("MILEPOST_PORT") ?? DEFAULT_PORT}`;
  return given("MILEPOST_URL") ?? url;
}
