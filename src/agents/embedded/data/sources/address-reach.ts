import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

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
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6');

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
INNER.addAddress('::', 'ipv6');
INNER.addAddress('::1', 'ipv6');
INNER.addSubnet('fc00::', 7, 'ipv6');
INNER.addSubnet('ff00::', 8, 'ipv6');

/** The reach of a host, by all that its name stands for now: the innermost counts. One that cannot be found is public. */
export async function reachOf({ hostname }: URL): Promise<Reach> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
  const reaches = addresses.map(reachOfIp);
  return reaches.find((reach) => reach === 'link-local') ?? reaches.find((reach) => reach === 'inner') ?? 'public';
}

function reachOfIp(address: string): Reach {
  // An IPv4 address in the clothes of IPv6 is looked through by the lists themselves.
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (LINK_LOCAL.check(address, family)) return 'link-local';
  return INNER.check(address, family) ? 'inner' : 'public';
}
