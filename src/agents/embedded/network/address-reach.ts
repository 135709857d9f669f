import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * How far an address reaches: `public` is the internet, `inner` this machine and its private networks, `link-local` what
 * only machines ask each other, such as the keys that a cloud hands out to its own.
 */
export type Reach = 'public' | 'inner' | 'link-local';

const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
// Where clouds keep their metadata outside that range.
LINK_LOCAL.addAddress('100.100.100.200', 'ipv4');
LINK_LOCAL.addAddress('192.0.0.192', 'ipv4');
LINK_LOCAL.addAddress('168.63.129.16', 'ipv4');
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6');
LINK_LOCAL.addAddress('fd20:ce::254', 'ipv6');

const INNER = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INNER.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  INNER.addSubnet(network, prefix, 'ipv6');

/** The reach of an IP address. What is no IP address is taken for the innermost. */
export function reachOfIp(given: string): Reach {
  const [address = ''] = given.split('%');
  if (isIP(address) === 0) return 'link-local';
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (LINK_LOCAL.check(address, family)) return 'link-local';
  const carried = family === 'ipv6' ? ipv4Within(address) : undefined;
  if (carried !== undefined) return reachOfIp(carried);
  return INNER.check(address, family) ? 'inner' : 'public';
}

/** The network of an entry such as `10.0.0.0/8` or `10.1.2.3`; `undefined` for what is neither. */
export function networkOf(text: string): BlockList | undefined {
  const [address = '', prefix, more] = text.replace(/^\[|\]$/g, '').split('/');
  if (isIP(address) === 0 || more !== undefined) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const bits = family === 'ipv4' ? 32 : 128;
  if (prefix !== undefined && !(/^\d+$/.test(prefix) && Number(prefix) <= bits)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, prefix === undefined ? bits : Number(prefix), family);
  return network;
}

export function isWithin(network: BlockList, address: string): boolean {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (network.check(address, family)) return true;
  const carried = isIPv6(address) ? ipv4Within(address) : undefined;
  return carried !== undefined && network.check(carried, 'ipv4');
}

/** The IPv4 address that an IPv6 address leads on to: mapped, compatible, translated (RFC 6052) or by 6to4 (RFC 3056). */
function ipv4Within(address: string): string | undefined {
  const groups = groupsOf(address);
  const [a, b, c, d, e, f, g = 0, h = 0] = groups;
  const isHead = (...head: readonly number[]): boolean => head.every((group, index) => groups[index] === group);
  if (a === 0x2002) return dotted(b ?? 0, c ?? 0);
  if (isHead(0x64, 0xff9b, 0, 0, 0, 0)) return dotted(g, h);
  if (a !== 0 || b !== 0 || c !== 0 || d !== 0) return undefined;
  // `::` and `::1` are addresses of their own.
  if (e === 0 && f === 0) return g === 0 && h <= 1 ? undefined : dotted(g, h);
  return (e === 0 && f === 0xffff) || (e === 0xffff && f === 0) ? dotted(g, h) : undefined;
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return groups(head);
  const [before, after] = [groups(head), groups(tail)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
