import { createHash, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { officersFor } from '../../../src-main/keys/approvals.ts';
import type { ApprovalRecord } from '../../../src-main/keys/ports.ts';
import { standingUnder } from '../../../src-main/signing/index.ts';
import { signChecked } from '../../../src-main/token/index.ts';
import { certify, signerOf, type Identity } from '../../fixtures/authority.ts';

const statement = 'attestry key destruction v1\n';
const since = new Date(Date.now() - 60_000).toISOString();
const approved = async (who: Identity, at = new Date()): Promise<ApprovalRecord> => {
  const spki = new X509Certificate(who.certificate).publicKey.export({ type: 'spki', format: 'der' });
  return {
    officer: createHash('sha256').update(spki).digest('hex'),
    ...{ certificate: who.certificate, statement, at: at.toISOString() },
    signature: await signChecked(await signerOf(who), Buffer.from(statement)),
  };
};

test('two approvals count as two only where they are two people’s', async () => {
  const issuer = await certify('Sample Authority', { authority: 0 });
  const trust = () => Promise.resolve(standingUnder([issuer.certificate]));
  const count = (approvals: readonly ApprovalRecord[]) =>
    officersFor({ trust }, { statement, since, approvals, trusted: (verdict) => verdict === 'trusted' });
  const olivia = await certify('Olivia Officer', { issuer });
  const rita = await approved(await certify('Rita Reviewer', { issuer }));
  const first = await approved(olivia);
  expect(await count([first, rita])).toBe(2);
  for (const again of [
    await approved(await certify('OLIVIA  Officer', { issuer })),
    await approved(await certify('Olivia Officer, OU=Second Token', { issuer })),
    await approved(await certify('Oliver Other', { issuer, keys: olivia.keys })),
    await approved(await certify('Web Server', { issuer, extendedUsage: ['1.3.6.1.5.5.7.3.1'] })),
  ])
    expect(await count([first, again])).toBe(1);

  // One key in two names, and one of these names with a key of its own: still nobody else.
  const chain = [
    await approved(await certify('Oliver Other', { issuer, keys: olivia.keys })),
    await approved(await certify('Oliver Other', { issuer })),
  ];
  expect(await count([first, ...chain])).toBe(1);
  expect(await count([...chain, rita])).toBe(2);
});

test('an approval by a certificate that had expired before anybody asked does not count, whatever its time says', async () => {
  const over = new Date(Date.parse(since) - 3_600_000);
  const issuer = await certify('Sample Authority', { authority: 0 });
  const expired = await certify('Rita Reviewer', {
    issuer,
    ...{ notBefore: new Date(over.getTime() - 86_400_000), notAfter: over },
  });
  const trust = () => Promise.resolve(standingUnder([issuer.certificate]));
  const olivia = await approved(await certify('Olivia Officer', { issuer }));
  for (const at of [new Date(), new Date(over.getTime() - 1000)]) {
    const approvals = [olivia, await approved(expired, at)];
    expect(
      await officersFor(
        { trust },
        { statement, since, approvals, trusted: (verdict) => verdict === 'trusted' },
      ),
    ).toBe(1);
  }
});
