import { expect, it } from "vitest";
import { deploymentUrl } from "./deployment-url.ts";

it.each<[Readonly<Record<string, string>>, string]>([
  [{}, "http://127.0.0.1:8080"],
  [{ MILEPOST_PORT: "7421" }, "http://127.0.0.1:7421"],
  [{ MILEPOST_PORT: "7421", MILEPOST_HOST: "::1" }, "http://[::1]:7421"],
  [{ MILEPOST_PORT: "7421", MILEPOST_URL: "https://kpis.example.org" }, "https://kpis.example.org"],
  [{ MILEPOST_PORT: "", MILEPOST_HOST: "", MILEPOST_URL: "" }, "http://127.0.0.1:8080"],
])("with %j commands go where the same settings start a deployment: %s", (env, url) => {
  expect(deploymentUrl(env)).toBe(url);
});
