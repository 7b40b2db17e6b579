import { expect, test } from "vitest";
import { createApiClient } from "./api-client.ts";
import { NobodyThereError } from "./cli-error.ts";

/** What a request to an address fails with. */
async function failing(code: string): Promise<unknown> {
  const api = createApiClient("http://milepost.example", async () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(`${code} there`), { code }) });
  });
  return api.call("/healthz").catch((error: unknown) => error);
}

test("where nothing listens nobody is there; an address that is wrong is none where nobody is", async () => {
  expect(await failing("ECONNREFUSED")).toBeInstanceOf(NobodyThereError);
  const wrong = await failing("ENOTFOUND");
  expect(wrong).not.toBeInstanceOf(NobodyThereError);
  expect(wrong).toMatchObject({ message: expect.stringContaining("cannot be reached: ENOTFOUND there") });
});
