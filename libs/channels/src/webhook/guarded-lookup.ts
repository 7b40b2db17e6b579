import { lookup as lookupInDns } from "node:dns";
import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../public-address.ts";

/** A webhook's address leads into the network of the deployment. */
export class InsideNetwork extends Error {
  constructor(host: string) {
    super(`"${host}" leads into this deployment's own network; ${ALLOW}`);
    this.name = "InsideNetwork";
  }
}

const ALLOW =
  "give a public address, or set MILEPOST_WEBHOOKS_INSIDE=1 where webhooks may point into the network";

/**
 * Resolves a host's name for the connection that is about to be made, and refuses it when any of its addresses is not
 * public: what was judged is what is connected to, so a name cannot change its mind in between.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  lookupInDns(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, "", 0);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new InsideNetwork(host), "", 0);
    }
    if (options.all === true) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

/** Refuses an address that is written as an IP address inside the network: no name is resolved for it. */
export function refuseInside(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new InsideNetwork(url.hostname);
}
