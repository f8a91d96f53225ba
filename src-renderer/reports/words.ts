import type { ReportVerification } from '../../src-shared/reports/types.ts';

type Signature = ReportVerification['signatures'][number];

/** One thing that was checked of a signature, in plain words. */
export interface SignatureCheck {
  readonly id: string;
  readonly outcome: 'ok' | 'failed' | 'warning';
  readonly title: string;
  readonly detail: string;
}

const TRUST: Readonly<Record<Signature['trusted'], Omit<SignatureCheck, 'id'>>> = {
  trusted: {
    outcome: 'ok',
    title: 'The certificate is trusted',
    detail: 'It was issued by an authority this clinic trusts.',
  },
  untrusted: {
    outcome: 'failed',
    title: 'The certificate is not trusted',
    detail: 'It was not issued by an authority this clinic trusts.',
  },
  'no-anchor': {
    outcome: 'warning',
    title: 'Trust could not be checked',
    detail:
      'No certificate authority is known here to check against. Connect the clinic, or choose its CA certificate.',
  },
};

const STAMP: Readonly<Record<NonNullable<Signature['timeStamp']>['state'], Omit<SignatureCheck, 'id'>>> = {
  proven: {
    outcome: 'ok',
    title: 'The time is proven',
    detail: 'A time-stamp by a trusted authority says that it was signed no later.',
  },
  'not-relied-on': {
    outcome: 'warning',
    title: 'The time-stamp does not prove the time',
    detail: 'It is by an authority that is not trusted here, or its certificate does not suffice.',
  },
  forged: {
    outcome: 'failed',
    title: 'The time-stamp is forged or damaged',
    detail: 'It was not made for this signature, or was changed.',
  },
};

/** How much of the file the signature covers, and what came after it. */
function coverage({ coversWholeFile, laterChanges, revision }: Signature): SignatureCheck {
  if (coversWholeFile)
    return {
      id: 'whole',
      outcome: 'ok',
      title: 'The signature covers the whole file',
      detail: 'Nothing was added after signing.',
    };
  switch (laterChanges) {
    case 'signatures':
      return {
        id: 'whole',
        outcome: 'ok',
        title: 'Nothing that it covers was changed',
        detail: `It covers revision ${revision}; later revisions only add signatures.`,
      };
    case 'unknown':
      return {
        id: 'whole',
        outcome: 'warning',
        title: 'It cannot be told what was added after signing',
        detail: 'The signature covers only an earlier state of the file.',
      };
    default:
      return {
        id: 'whole',
        outcome: 'failed',
        title: 'The signature covers only a part of the file',
        detail: 'Something was added after signing.',
      };
  }
}

/** What was checked of one signature, each with a plain answer. */
export function signatureChecks(signature: Signature): readonly SignatureCheck[] {
  const check = (
    id: string,
    good: boolean,
    yes: readonly [string, string],
    no: readonly [string, string],
  ) => {
    const [title, detail] = good ? yes : no;
    return { id, outcome: good ? ('ok' as const) : ('failed' as const), title, detail };
  };
  return [
    check(
      'digest',
      signature.digestMatches,
      ['The document is unchanged', 'Its content has the hash that was signed.'],
      ['The document was changed after signing', 'Its content does not have the hash that was signed.'],
    ),
    check(
      'signature',
      signature.signatureValid,
      ['The signature is genuine', 'It was made with the key of the certificate.'],
      ['The signature is not genuine', 'It was not made with the key of the certificate.'],
    ),
    check(
      'bound',
      signature.certificateBound,
      ['The signature names its certificate', 'Nobody can put another certificate in its place.'],
      ['The signature does not name its certificate', 'Another certificate may have been put in its place.'],
    ),
    coverage(signature),
    check(
      'certificate',
      signature.certificateValid,
      ['The certificate is valid', 'The signature was made within its time.'],
      ['The certificate is not valid', 'It had expired, was not valid yet, or is not made for signing.'],
    ),
    ...(signature.timeStamp === null ? [] : [{ id: 'time', ...STAMP[signature.timeStamp.state] }]),
    { id: 'trust', ...TRUST[signature.trusted] },
  ];
}

/** The verdict over a file, in one sentence. */
export function verificationSentence(verification: ReportVerification): string {
  if (verification.reason !== null) return verification.reason;
  switch (verification.result) {
    case 'intact':
      return 'Signed, unchanged, complete, and by a certificate that is trusted.';
    case 'tampered':
      return 'At least one check failed: do not rely on this document.';
    case 'could-not-tell':
      return 'Something needed for the answer was missing.';
  }
}
