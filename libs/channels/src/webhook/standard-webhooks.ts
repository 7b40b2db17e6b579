import { createHmac } from "node:crypto";

const PREFIX = "whsec_";
/** Bytes of a signing key that Standard Webhooks asks for. */
const KEY_BYTES = { least: 24, most: 64 } as const;

/** The key behind a Standard Webhooks secret; undefined when it is none. */
export function signingKey(secret: string): Buffer | undefined {
  const text = secret.trim();
  if (!text.startsWith(PREFIX)) return undefined;
  const key = Buffer.from(text.slice(PREFIX.length), "base64");
  return key.length >= KEY_BYTES.least && key.length <= KEY_BYTES.most ? key : undefined;
}

/** What is signed, and when. */
export interface Signed {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of a signed webhook: HMAC-SHA256 over `id.timestamp.body`, in Base64 behind `v1,`
 * (https://github.com/standard-webhooks/standard-webhooks, spec 1.0).
 */
export function signedHeaders(
  key: Buffer,
  { id, timestamp, body }: Signed,
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signature}`,
  };
}
