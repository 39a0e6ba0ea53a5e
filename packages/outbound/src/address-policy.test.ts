import { describe, expect, it } from 'vitest';
import { createAddressPolicy, isPublicAddress } from './address-policy.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.1',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '192.169.0.1',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2001:4860:4860::8888',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
];

const PRIVATE = [
  // this host, loopback
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.255.255.254',
  '::',
  '::1',
  // private, CGNAT, link-local with the cloud's metadata service
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.255',
  '169.254.0.1',
  '169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'fdff::1',
  // multicast, broadcast, reserved, documentation, benchmarking
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  'ff02::1',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '198.19.255.255',
  '192.88.99.1',
  '192.175.48.1',
  '2001:db8::1',
  '3fff::1',
  '2001:2::1',
  '100::1',
  '5f00::1',
  '4000::1',
  // IPv4 within IPv6
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '::ffff:0:127.0.0.1',
  '::127.0.0.1',
  '::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::10.0.0.1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2002:808:808::1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  // no address at all
  '',
  'localhost',
  '999.1.1.1',
];

describe('an address', () => {
  it.each(PUBLIC)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(PRIVATE)('"%s" is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    ['2130706433', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['127。0。0。1', '127.0.0.1'],
    ['①②⑦.0.0.1', '127.0.0.1'],
    ['0', '0.0.0.0'],
    ['0xa9fea9fe', '169.254.169.254'],
    ['[::ffff:7f00:1]', '[::ffff:7f00:1]'],
  ])('spelt %s reaches the check as %s', (spelling, normal) => {
    const { hostname } = new URL(`http://${spelling}/`);
    expect(hostname).toBe(normal);
    expect(isPublicAddress(hostname.replace(/[[\]]/g, ''))).toBe(false);
  });
});

describe('an exemption', () => {
  const at = (host: string, port: number, address: string) => ({ host, port, address });

  it.each([
    ['localhost', at('localhost', 80, '127.0.0.1'), true],
    ['localhost', at('localhost', 9999, '::1'), true],
    ['localhost', at('other', 80, '127.0.0.1'), false],
    ['localhost', at('sub.localhost', 80, '127.0.0.1'), false],
    ['LOCALHOST', at('localhost', 80, '127.0.0.1'), true],
    ['localhost:4100', at('localhost', 4100, '127.0.0.1'), true],
    ['localhost:4100', at('localhost', 4101, '127.0.0.1'), false],
    ['bücher.example', at('xn--bcher-kva.example', 80, '10.0.0.1'), true],
    ['127.0.0.1', at('127.0.0.1', 80, '127.0.0.1'), true],
    ['127.0.0.1', at('127.0.0.2', 80, '127.0.0.2'), false],
    ['127.0.0.1:4100', at('127.0.0.1', 4100, '127.0.0.1'), true],
    ['127.0.0.1:4100', at('127.0.0.1', 80, '127.0.0.1'), false],
    ['10.0.0.0/8', at('intranet', 80, '10.1.2.3'), true],
    ['10.0.0.0/8', at('intranet', 80, '::ffff:10.1.2.3'), true],
    ['10.0.0.0/8', at('intranet', 80, '11.1.2.3'), true],
    ['10.0.0.0/8', at('intranet', 80, '192.168.0.1'), false],
    ['10.0.0.0/8', at('intranet', 80, 'fd00::1'), false],
    ['fd00::/8', at('intranet', 80, 'fd12::1'), true],
    ['fd00::/8', at('intranet', 80, '10.0.0.1'), false],
    ['::1', at('::1', 80, '::1'), true],
    ['[::1]', at('::1', 80, '::1'), true],
    ['[::1]:4100', at('::1', 4100, '::1'), true],
    ['[::1]:4100', at('::1', 4101, '::1'), false],
    [' localhost ', at('localhost', 80, '127.0.0.1'), true],
  ])('of "%s" for %o: %s', (entry, destination, permitted) => {
    expect(createAddressPolicy([entry])(destination)).toBe(permitted);
  });

  it.each(['', 'http://localhost', 'localhost:port', 'a b', '10.0.0.0/99', 'user@host'])(
    'that reads "%s" is refused',
    (entry) => {
      expect(() => createAddressPolicy([entry])).toThrow(TypeError);
    },
  );
});
