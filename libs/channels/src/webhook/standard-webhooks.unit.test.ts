import { expect, it } from "vitest";
import { signedHeaders, signingKey } from "./standard-webhooks.ts";

// The example of the specification's reference libraries.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNED = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: '{"test": 2432232314}' };

it("signs as the reference libraries of Standard Webhooks do", () => {
  const key = signingKey(SECRET);
  expect(key && signedHeaders(key, SIGNED)).toEqual({
    "webhook-id": SIGNED.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it.each(["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ="])(
  "takes %j for no signing secret",
  (secret) => {
    expect(signingKey(secret)).toBeUndefined();
  },
);
