import { expect, test } from 'vitest';
import { keyTrust } from '../../../src-main/signing/index.ts';
import { certify, trusting } from '../../fixtures/authority.ts';

test('says who certified a key, whether that is trusted, and whether it was valid when it signed', async () => {
  const authority = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
  const stranger = await certify('Sample Authority', { authority: 1, algorithm: 'rsa' });
  const { certificate } = await certify('Olivia Officer', { issuer: authority });
  const now = new Date();
  const known = { holder: 'Olivia Officer', issuer: 'Sample Authority', validThen: true };
  expect(keyTrust(certificate, trusting(authority), now)).toEqual({ ...known, trusted: 'trusted' });
  expect(keyTrust(certificate, trusting(stranger), now)).toEqual({ ...known, trusted: 'untrusted' });
  expect(keyTrust(certificate, trusting(), now)).toEqual({ ...known, trusted: 'no-anchor' });
  expect(keyTrust(certificate, trusting(authority), new Date('2001-01-01'))).toMatchObject({
    validThen: false,
  });
  const weak = await certify('Olivia Officer', { issuer: authority, algorithm: 'rsa-1024' });
  expect(keyTrust(weak.certificate, trusting(authority), now)?.trusted).toBe('untrusted');
  expect(keyTrust(Buffer.from('hello'), trusting(authority), now)).toBeNull();
});
