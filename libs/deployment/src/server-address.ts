import { z } from "zod";

const HIDDEN = "***";

/** A setting that is a server's address; `error` says what one looks like. */
export function serverAddress(options: { readonly protocol: RegExp; readonly error: string }) {
  // What is no address is not looked into.
  return z.url({ ...options, abort: true }).refine(hasReadableUser, {
    message: "has a % in its user or password that begins no code such as %40: write %25 for a % itself",
  });
}

/** The same where user, password and server are all that it may say. */
export function plainServerAddress(options: { readonly protocol: RegExp; readonly error: string }) {
  return serverAddress(options)
    .refine((address) => new URL(address).search === "", {
      message:
        "takes no parameters: write user and password before the host, as in http://user:password@host:8123",
    })
    .refine((address) => new URL(address).pathname === "/", {
      message: "takes no path: the database is MILEPOST_DATABASE",
    });
}

/** An address as anyone may see it. What stands behind a `?` may be a password, too. */
export function withoutSecrets(address: string): string {
  const url = new URL(address);
  if (url.password !== "") url.password = HIDDEN;
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, HIDDEN);
  return url.href;
}

function hasReadableUser(address: string): boolean {
  const { username, password } = new URL(address);
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}
