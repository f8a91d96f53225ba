import { Button, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReportVerification } from '../../src-shared/reports/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { commonName } from '../token/words.ts';
import { CheckList } from '../ui/checks.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { signatureChecks, verificationSentence } from './words.ts';

/** What independent verification of a PDF says: the verdict, then each check of each signature. */
export function Verification({
  verification,
  onClose,
  onAuthority,
}: {
  readonly verification: ReportVerification;
  readonly onClose: () => void;
  /** Verifies again with an authority's certificate that the officer chooses; null where that is not offered. */
  readonly onAuthority: (() => void) | null;
}): ReactNode {
  return (
    <div className="stack">
      <div className="row panel-head">
        <h2 className="grow clip" dir="auto" title={verification.file}>
          {verification.file}
        </h2>
        <CloseButton aria-label="Close the verification" onClick={onClose} />
      </div>
      <section
        className={`card verdict verdict-slim verdict-${toneOf(verification.result)}`}
        aria-label="Verdict"
      >
        <VerdictIcon verdict={verification.result} size={32} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {VERDICT_WORDS[verification.result]}
          </p>
          <p dir="auto">{verificationSentence(verification)}</p>
        </div>
      </section>
      <Facts rows={[['SHA-256', <Hash key="sha" value={verification.sha256} what="SHA-256" />]]} />
      {onAuthority !== null && verification.signatures.some(({ trusted }) => trusted !== 'trusted') ? (
        <div className="row">
          <Button variant="default" size="xs" onClick={onAuthority}>
            Verify with another authority’s certificate…
          </Button>
        </div>
      ) : null}
      {verification.signatures.length === 0 ? (
        <p className="soft">There is no signature in this file.</p>
      ) : null}
      {verification.signatures.map((signature, at) => (
        <section key={at} className="panel-part" aria-label={`Signature ${at + 1}`}>
          <h3>{verification.signatures.length === 1 ? 'Signature' : `Signature ${at + 1}`}</h3>
          <Facts
            rows={[
              ['Signed by', <bdi key="who">{commonName(signature.signer)}</bdi>],
              ['Certificate from', <bdi key="issuer">{commonName(signature.issuer)}</bdi>],
              ['Algorithm', signature.algorithm],
              [
                'Signed',
                signature.claimedAt === null ? (
                  'No time stated'
                ) : (
                  <span key="at">
                    <When at={signature.claimedAt} /> <span className="soft">(stated by the signer)</span>
                  </span>
                ),
              ],
              ['Time-stamp', <Stamp key="stamp" stamp={signature.timeStamp} />],
            ]}
          />
          <CheckList label={`Checks of signature ${at + 1}`} checks={signatureChecks(signature)} />
        </section>
      ))}
    </div>
  );
}

function Stamp({
  stamp,
}: {
  readonly stamp: ReportVerification['signatures'][number]['timeStamp'];
}): ReactNode {
  if (stamp === null) return 'None: the time is not proven';
  return (
    <>
      {stamp.at === null ? 'Cannot be read' : <When at={stamp.at} />}{' '}
      <span className="soft">
        by <bdi>{stamp.authority}</bdi>
      </span>
    </>
  );
}
