import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueOfficerCertificate } from '../../../src-main/sample/authority.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = publicKey.export({ type: 'spki', format: 'der' });
const now = Date.parse('2026-07-01T12:00:00Z');
const issued = await issueOfficerCertificate(spki, now);
const ca = new X509Certificate(issued.caPem);
const officer = new X509Certificate(issued.officerDer);

describe('sample hospital CA', () => {
  it('issues a certificate for the given key that verifies against the CA', () => {
    expect(officer.publicKey.export({ type: 'spki', format: 'der' })).toEqual(spki);
    expect(officer.checkIssued(ca)).toBe(true);
    expect(officer.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(officer.ca).toBe(false);
  });

  it('is for document signing only, from yesterday for three years', () => {
    expect(officer.keyUsage).toEqual(['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4']);
    expect(Date.parse(officer.validFrom)).toBe(now - 86_400_000);
    expect(Math.round((Date.parse(officer.validTo) - now) / 86_400_000)).toBe(3 * 365);
    expect(officer.subject).toContain('CN=Compliance Officer (sample)');
  });

  it('is another CA every time', async () => {
    const other = await issueOfficerCertificate(spki, now);
    expect(officer.verify(new X509Certificate(other.caPem).publicKey)).toBe(false);
  });
});
