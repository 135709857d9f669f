import { isIP } from 'node:net';
import { isWithin, networkOf, reachOfIp } from './address-reach.ts';

/** Where agents may fetch from beside the internet. */
export interface AddressGrants {
  /** What the config allows: `host`, `host:port`, an IP address or a network such as `10.0.0.0/8`. */
  readonly allowed: readonly string[];
  /** The hosts, with their ports, of the addresses that the user named. */
  readonly named: ReadonlySet<string>;
}

export const NO_GRANTS: AddressGrants = { allowed: [], named: new Set() };

const ADDRESS = /\bhttps?:\/\/[^\s"'<>`\\]+/gi;

/** The hosts of all addresses in some texts of the user. */
export function hostsNamedIn(texts: readonly string[]): string[] {
  const addresses = texts.flatMap((text) => text.match(ADDRESS) ?? []).map((address) => address.replace(/[.,;:!?)\]}]+$/, ''));
  return [...new Set(addresses.flatMap((address) => (URL.canParse(address) ? new URL(address).host : [])))];
}

/**
 * Whether an address may be asked: one of the internet always; one of this machine or its networks when the config allows it, or when the user
 * named it as such, by its number or as `localhost`. That a name of the internet stands for an inner address is nothing that the user
 * has said. What only the machines of a network ask each other is for the config alone to allow.
 */
export function isGranted(url: URL, address: string, { allowed, named }: AddressGrants): boolean {
  const reach = reachOfIp(address);
  if (reach === 'public') return true;
  const host = bare(url.hostname);
  if (allowed.some((entry) => isEntryFor(entry, url, address))) return true;
  return reach === 'inner' && named.has(url.host) && (isIP(host) > 0 || /^(?:.+\.)?localhost\.?$/i.test(host));
}

function isEntryFor(entry: string, { host, hostname }: URL, address: string): boolean {
  const network = networkOf(entry);
  if (network !== undefined) return isWithin(network, address);
  return [host, hostname, bare(hostname)].includes(entry.toLowerCase());
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
