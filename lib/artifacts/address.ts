import { BlockList, isIP } from "node:net";

/** What does not lead out into the internet (IANA special-purpose registries). */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
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
  ["224.0.0.0", 3],
];
/** Of IPv6 only global unicast is public, and of that not what stands for an IPv4 address, documentation or benchmarks. */
const GLOBAL_V6 = ["2000::", 3] as const;
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

function listOf(ranges: readonly (readonly [string, number])[], type: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) {
    list.addSubnet(network, prefix, type);
  }
  return list;
}

const special4 = listOf(SPECIAL_V4, "ipv4");
const special6 = listOf(SPECIAL_V6, "ipv6");
const global6 = listOf([GLOBAL_V6], "ipv6");

/** Does the IP address `address` lead out into the internet, and to no machine or service of ours? */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, "$1");
  switch (isIP(bare)) {
    case 4:
      return !special4.check(bare, "ipv4");
    case 6:
      return global6.check(bare, "ipv6") && !special6.check(bare, "ipv6");
    default:
      return false;
  }
}
