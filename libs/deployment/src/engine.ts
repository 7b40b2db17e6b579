/** Where ClickHouse is, and as whom the services write to it. */
export interface Engine {
  /** Without credentials. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** A server's address with credentials, taken apart. */
export function serverOf(address: string): Engine {
  const url = new URL(address);
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = "";
  url.password = "";
  return { url: url.href, user: user === "" ? "default" : user, password };
}
