import { describe, expect, it } from 'vitest';
import { createDestinationPolicy } from './destination-policy.ts';
import { ownAddresses } from './own-addresses.ts';

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
    expect(createDestinationPolicy([entry])(destination) === 'permitted').toBe(permitted);
  });

  it.each([
    '',
    'http://localhost',
    'localhost:port',
    'localhost:0',
    'localhost:65536',
    'a b',
    '10.0.0.0/99',
    '10.0.0.0/8:80',
    '::1:',
    'user@host',
    '*',
    '*.example.com',
    'example.com:*',
  ])('that reads "%s" is refused', (entry) => {
    expect(() => createDestinationPolicy([entry])).toThrow(TypeError);
  });
});

describe("this machine's own address", () => {
  const own = () => new Set(['8.8.8.8', '2606:4700::1']);
  const verdictOf = (address: string, allow: string[] = []) =>
    createDestinationPolicy(allow, [], own)({ host: 'example.com', port: 80, address });

  it.each(['8.8.8.8', '::ffff:8.8.8.8', '2606:4700::1', '2606:4700:0::0:1'])(
    '%s is private, though it looks public',
    (address) => {
      expect(verdictOf(address)).toBe('private address');
    },
  );

  it.each(['8.8.8.9', '2606:4700::2'])('is not its neighbour %s', (address) => {
    expect(verdictOf(address)).toBe('permitted');
  });

  it('can be exempt', () => {
    expect(verdictOf('8.8.8.8', ['8.8.8.8:80'])).toBe('permitted');
  });

  it('is among those of the network interfaces', () => {
    expect([...ownAddresses()]).toContain('127.0.0.1');
  });
});
