import { describe, expect, it } from 'vitest';
import { isWithin, networkOf, reachOfIp } from './address-reach.ts';

/** The host as a URL has it, after the parser has read decimal, octal, hexadecimal and shortened forms. */
const hostOf = (address: string): string => new URL(address).hostname.replace(/^\[|\]$/g, '');

describe('the reach of an address', () => {
  it.each([
    ['http://8.8.8.8/x', 'public'],
    ['http://172.32.0.1/', 'public'],
    ['http://[2606:4700::1111]/', 'public'],
    ['http://[::ffff:8.8.8.8]/', 'public'],
    ['http://[64:ff9b::808:808]/', 'public'],
    ['http://[2002:808:808::1]/', 'public'],
    ['http://127.0.0.1:8000/', 'inner'],
    ['http://127.255.255.254/', 'inner'],
    ['http://0.0.0.0/', 'inner'],
    ['http://0/', 'inner'],
    ['http://2130706433/', 'inner'],
    ['http://017700000001/', 'inner'],
    ['http://0177.0.0.1/', 'inner'],
    ['http://0x7f000001/', 'inner'],
    ['http://0x7f.1/', 'inner'],
    ['http://127.1/', 'inner'],
    ['http://１２７.0.0.1/', 'inner'],
    ['http://10.1.2.3/', 'inner'],
    ['http://100.64.0.1/', 'inner'],
    ['http://172.31.0.1/', 'inner'],
    ['http://192.168.1.1/', 'inner'],
    ['http://224.0.0.1/', 'inner'],
    ['http://255.255.255.255/', 'inner'],
    ['http://[::]/', 'inner'],
    ['http://[::1]/', 'inner'],
    ['http://[0:0:0:0:0:0:0:1]/', 'inner'],
    ['http://[::ffff:127.0.0.1]/', 'inner'],
    ['http://[::ffff:7f00:1]/', 'inner'],
    ['http://[::127.0.0.1]/', 'inner'],
    ['http://[64:ff9b::7f00:1]/', 'inner'],
    ['http://[64:ff9b:1::1]/', 'inner'],
    ['http://[2002:7f00:1::]/', 'inner'],
    ['http://[2002:a01:203::1]/', 'inner'],
    ['http://[fd12::1]/', 'inner'],
    ['http://[fec0::1]/', 'inner'],
    ['http://[ff02::1]/', 'inner'],
    ['http://169.254.169.254/latest/meta-data', 'link-local'],
    ['http://2852039166/', 'link-local'],
    ['http://0xa9fea9fe/', 'link-local'],
    ['http://100.100.100.200/', 'link-local'],
    ['http://[::ffff:169.254.169.254]/', 'link-local'],
    ['http://[64:ff9b::a9fe:a9fe]/', 'link-local'],
    ['http://[fd00:ec2::254]/', 'link-local'],
    ['http://[fe80::1]/', 'link-local'],
  ])('%s is %s', (address, reach) => {
    expect(reachOfIp(hostOf(address))).toBe(reach);
  });

  it('of what is no address is the innermost', () => {
    expect(reachOfIp('localhost')).toBe('link-local');
    expect(reachOfIp('fe80::1%eth0')).toBe('link-local');
  });
});

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['192.168.1.7', '192.168.1.7', true],
    ['192.168.1.7', '192.168.1.8', false],
    ['fd00::/8', 'fd12::1', true],
    ['[::1]', '::1', true],
  ])('%s and %s: %s', (network, address, isIn) => {
    const list = networkOf(network);
    expect(list !== undefined && isWithin(list, address)).toBe(isIn);
  });

  it.each(['', 'example.org', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '10.0.0/8'])('is not %j', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });
});
