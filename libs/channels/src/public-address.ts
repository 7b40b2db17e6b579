import { BlockList, isIP } from "node:net";

/** Networks that no address of the public internet lies in (IANA's special-purpose registries). */
const INSIDE_4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Of IPv6 only what is handed out globally is public, without the parts that lead elsewhere. */
const GLOBAL_6 = ["2000::", 3] as const;
const INSIDE_6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const inside = new BlockList();
for (const [net, prefix] of INSIDE_4) inside.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of INSIDE_6) inside.addSubnet(net, prefix, "ipv6");
const outside = new BlockList();
outside.addSubnet(GLOBAL_6[0], GLOBAL_6[1], "ipv6");

/** Whether an IP address lies in the public internet: not loopback, private, link-local, reserved or mapped onto those. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(bare);
  if (family === 4) return !inside.check(bare, "ipv4");
  if (family !== 6) return false;
  return outside.check(bare, "ipv6") && !inside.check(bare, "ipv6");
}
