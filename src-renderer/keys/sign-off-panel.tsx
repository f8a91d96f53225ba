import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SignOffCheck } from '../../src-shared/signing/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { signatureChecks } from '../reports/words.ts';
import { commonName } from '../token/words.ts';
import { CheckList } from '../ui/checks.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

/** One sign-off: whether it holds, what was decided, by whom, and each check of the signature. */
export function SignOffPanel({
  signOffId,
  check: { result, reason, document, signature },
  onClose,
}: {
  readonly signOffId: string;
  readonly check: SignOffCheck;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <div className="stack">
      <div className="row panel-head">
        <h2 className="grow">Sign-off</h2>
        <CloseButton aria-label="Close the sign-off" onClick={onClose} />
      </div>
      <section className={`card verdict verdict-slim verdict-${toneOf(result)}`} aria-label="Verdict">
        <VerdictIcon verdict={result} size={32} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {VERDICT_WORDS[result]}
          </p>
          <p dir="auto">{reason ?? 'Signed, unchanged, and by a certificate that is trusted.'}</p>
        </div>
      </section>
      {document === null ? (
        <p className="soft">The decision cannot be read, so it is not shown. Keep it as it is.</p>
      ) : (
        <>
          <p className="break" dir="auto">
            {document.statement}
          </p>
          <Facts
            rows={[
              ['Decided', <bdi key="what">{document.decision}</bdi>],
              ['Kind', document.kind],
              ['About', <bdi key="about">{document.subject}</bdi>],
              ['By', <bdi key="who">{commonName(document.officer)}</bdi>],
              [
                'When',
                <span key="at">
                  <When at={document.decidedAt} /> <span className="soft">(stated by the signer)</span>
                </span>,
              ],
              [
                'Certificate',
                <Hash key="sha" value={document.certificate} what="SHA-256 of the certificate" />,
              ],
              ['Sign-off', signOffId],
            ]}
          />
        </>
      )}
      <section className="panel-part" aria-label="Signature">
        <h3>Signature</h3>
        <CheckList label="Checks of the signature" checks={signatureChecks({ ...signature, ...WHOLE })} />
      </section>
    </div>
  );
}

/** A detached signature is over the whole document or over none. */
const WHOLE = { coversWholeFile: true, revision: 1, laterChanges: 'none' } as const;
