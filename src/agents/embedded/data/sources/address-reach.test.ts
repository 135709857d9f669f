import { describe, expect, it } from 'vitest';
import { reachOf } from './address-reach.ts';

describe('the reach of an address', () => {
  it.each([
    ['http://8.8.8.8/x', 'public'],
    ['http://[2606:4700::1111]/', 'public'],
    ['http://127.0.0.1:8000/', 'inner'],
    ['http://localhost/', 'inner'],
    ['http://2130706433/', 'inner'],
    ['http://0x7f.1/', 'inner'],
    ['http://10.1.2.3/', 'inner'],
    ['http://172.31.0.1/', 'inner'],
    ['http://192.168.1.1/', 'inner'],
    ['http://[::1]/', 'inner'],
    ['http://[::ffff:127.0.0.1]/', 'inner'],
    ['http://[fd12::1]/', 'inner'],
    ['http://169.254.169.254/latest/meta-data', 'link-local'],
    ['http://[::ffff:169.254.169.254]/', 'link-local'],
    ['http://[fe80::1]/', 'link-local'],
    ['http://no-such-host.invalid/', 'public'],
  ])('%s is %s', async (address, reach) => {
    expect(await reachOf(new URL(address))).toBe(reach);
  });
});
