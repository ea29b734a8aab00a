import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPublicAddress } from './address-rules.ts';

it('takes public addresses only', () => {
  for (const address of [
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '2a00::1',
  ]) {
    expect(isPublicAddress(address), address).toBe(true);
  }
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '::ffff:127.0.0.1',
    '::ffff:1.1.1.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '',
    'localhost',
    '2130706433',
    '0x7f.1',
    '127.1',
    '1.1.1.1 ',
    '[::1]',
  ]) {
    expect(isPublicAddress(address), address).toBe(false);
  }
});

it('never takes an address of a private network, however it is chosen', () => {
  const byte = fc.nat(255);
  fc.assert(
    fc.property(
      fc.constantFrom('10', '127', '192.168', '169.254', '0'),
      byte,
      byte,
      byte,
      (net, a, b, c) => {
        const parts = [...net.split('.').map(Number), a, b, c].slice(0, 4);
        return !isPublicAddress(parts.join('.')) && !isPublicAddress(`::ffff:${parts.join('.')}`);
      },
    ),
  );
});
