import { isIP } from 'node:net';

/** The first groups of an IPv6 address, each without leading zeros: its /64. */
function groupsOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled =
    tail === undefined
      ? left
      : [
          ...left,
          ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'),
          ...right,
        ];
  return filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * The network an address belongs to: /24 of IPv4, /64 of IPv6. A person's computer may get another address tomorrow; the
 * network stays. Null where it is no address.
 */
export function networkOf(address: string): string | null {
  const plain = address.replace(/\/\d+$/, '').replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
  if (isIP(mapped) === 4) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`;
  return isIP(mapped) === 6 ? `${groupsOf(mapped)}::/64` : null;
}
