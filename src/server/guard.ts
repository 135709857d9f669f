import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Refusal } from './refusal.ts';

export interface GuardOptions {
  /** Whoever asks must show it. Absent: nobody is asked for one. */
  readonly token: string | undefined;
  /** Names by which the server may be called beside its numbers, `localhost` and the name of the machine. */
  readonly names: readonly string[];
}

/** What the guard looks at of a request. */
export interface Caller {
  readonly method: string;
  header(name: string): string | undefined;
}

/**
 * Who may ask. Invariants:
 *   G1. A page of another site gets nothing done: neither by the name of its own that it has made stand for this address, nor by a
 *       request that it sends across.
 *   G2. Where a token is wanted nothing is done without it; how it is compared tells nothing of it.
 */
export class Guard {
  readonly #digest: Buffer | undefined;
  readonly #names: ReadonlySet<string>;

  constructor({ token, names }: GuardOptions) {
    this.#digest = token === undefined ? undefined : digestOf(token);
    this.#names = new Set(['localhost', hostname().toLowerCase(), ...names.map((name) => name.toLowerCase())]);
  }

  /** @throws Refusal of a request that comes from another site's page. */
  checkSite(caller: Caller): void {
    const host = caller.header('host') ?? '';
    const name = nameIn(host);
    if (name === undefined || !(isIP(name) !== 0 || this.#names.has(name))) {
      throw new Refusal(403, 'forbidden', {
        where: 'Host',
        what: 'is no name of this server',
        expected: 'its number, localhost, or a name given with --allow-host',
        received: JSON.stringify(host.slice(0, 200)),
      });
    }
    const origin = caller.header('origin');
    if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) throw foreign('Origin', origin);
    const site = caller.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('Sec-Fetch-Site', site);
  }

  /** True when the caller has shown the token, or none is wanted. */
  knows(caller: Caller): boolean {
    if (this.#digest === undefined) return true;
    const shown = /^Bearer +(\S+) *$/i.exec(caller.header('authorization') ?? '')?.[1];
    return shown !== undefined && timingSafeEqual(digestOf(shown), this.#digest);
  }

  /** @throws Refusal of whoever does not show the token. */
  checkToken(caller: Caller): void {
    if (this.knows(caller)) return;
    throw new Refusal(401, 'unauthorized', {
      where: 'Authorization',
      expected: 'Bearer and the token of this server',
      received: caller.header('authorization') === undefined ? 'nothing' : 'something else',
    });
  }
}

/** Of equal length, whatever the texts are. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function foreign(where: string, received: string): Refusal {
  return new Refusal(403, 'forbidden', {
    where,
    what: 'pages of other sites are not answered',
    received: JSON.stringify(received.slice(0, 200)),
  });
}

/** The name or number in a `Host` header, without its port. */
function nameIn(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host.toLowerCase();
}

/** Whether an address to listen at is this machine's alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
