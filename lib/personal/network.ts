import { BlockList, isIPv4, isIPv6 } from "node:net";
import { type Candidate, isCalled, type Rule, saidBefore } from "./rule";

const IP_WORDS =
  /(?<!\p{L})(?:ips?|ipv[46]|addr(?:ess)?|remote|client|peer|host|source|src|visitor|login|logged|signed|from|by|user|xff|forwarded|for|origin|adresse|dirección|indirizzo|adres)(?!\p{L})/u;
const VERSION_WORDS =
  /(?<!\p{L})(?:v|ver|versions?|release|build|driver|cudnn|cuda|nvidia|firmware|kernel|chrome|chromium|edge|safari|tag|upgrade[ds]?|bump(?:ed|s)?|pip|nuget|package|dependency|wheel)(?!\p{L})/u;

/** Nobody's addresses: private, local, reserved, for documentation, and the resolvers that everybody knows. */
const NOBODYS = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["1.0.0.1", 32],
  ["1.1.1.1", 32],
  ["8.8.4.4", 32],
  ["8.8.8.8", 32],
  ["9.9.9.9", 32],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  NOBODYS.addSubnet(net, prefix);
}

/** Four numbers with dots are as often a version. */
function isAddress4(candidate: Candidate): boolean {
  const { text, before, after } = candidate;
  const octets = text.split(".").map(Number);
  if (!isIPv4(text) || NOBODYS.check(text)) {
    return false;
  }
  if (/[=~<>@_]\s?$/.test(before) && !/(?:ip|addr|host|client|from|remote|peer|src|source)\s?[=@]\s?$/.test(before)) {
    return false;
  }
  const near = before.slice(-16);
  if (VERSION_WORDS.test(near) || VERSION_WORDS.test(candidate.key) || /^[-+_]?[a-z]/i.test(after)) {
    return false;
  }
  return (
    isCalled({ ...candidate, before: saidBefore(candidate) }, IP_WORDS) ||
    octets.filter((octet) => octet > 30).length >= 2
  );
}

function isAddress6({ text }: Candidate): boolean {
  return isIPv6(text) && /^[23][0-9a-f]{3}:/i.test(text) && !/^2001:0?db8:/i.test(text);
}

function isHardware({ text }: Candidate): boolean {
  const bytes = text.toLowerCase().split(/[:-]/);
  const isEverybodys = new Set(bytes).size === 1 || bytes.slice(0, 2).join(":") === "02:42";
  // Six numbers of two digits with hyphens are a moment.
  return !isEverybodys && (text.includes(":") ? /[a-f]|[6-9]\d/i.test(text) : /[a-f]/i.test(text));
}

/** Machines of people. */
export const NETWORK: readonly Rule[] = [
  {
    kind: "ip_address",
    pattern: /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{N}_]|\.\d)/gu,
    holds: isAddress4,
    needs: (text) => text.includes("."),
  },
  {
    kind: "ip_address",
    pattern: /(?<![\p{L}\p{N}:.])[23][0-9a-f]{3}:[0-9a-f:]{2,34}(?![\p{L}\p{N}:])/giu,
    holds: isAddress6,
    needs: (text) => text.includes(":"),
  },
  {
    kind: "mac_address",
    pattern: /(?<![\p{L}\p{N}:-])[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})(?![\p{L}\p{N}:-])/giu,
    holds: isHardware,
    needs: (text) => text.includes(":") || text.includes("-"),
  },
];
