import {
  type TamperType,
  type Verdict,
  type VerificationLevel,
  type VerificationRun,
  type VerificationStep,
} from '../../src-shared/audit/types.ts';

/** The verdict in one word. */
export const VERDICT: Readonly<Record<Verdict, string>> = {
  intact: 'Intact',
  tampered: 'Tampered',
  'could-not-tell': 'Could not tell',
};

/** Plain words first, the term of art after them. */
export const TAMPER: Readonly<Record<TamperType, { readonly plain: string; readonly term: string }>> = {
  modification: { plain: 'Changed after it was sealed', term: 'modification' },
  insertion: { plain: 'Slipped in between sealed entries', term: 'insertion' },
  deletion: { plain: 'Removed after it was sealed', term: 'deletion' },
  reordering: { plain: 'Moved to another place', term: 'reordering' },
  'timestamp-manipulation': { plain: 'Given another time', term: 'timestamp manipulation' },
  'signature-invalid': { plain: 'Signature does not fit', term: 'invalid signature' },
};

export const LEVEL: Readonly<Record<VerificationLevel, string>> = {
  basic: 'Basic – each entry against its seal',
  chain: 'Chain – as basic, and each seal against the one before it',
  merkle: 'Merkle – as chain, and the log as a whole against its hash tree',
  signature: 'Signature – as Merkle, every signed checkpoint, and the tree against the newest',
  blockchain: 'Block chain – as signature, and everything against the copy on this computer',
};

export const STEP: Readonly<Record<VerificationStep['step'], string>> = {
  rows: 'Entries',
  links: 'Chain of seals',
  tree: 'Hash tree',
  signatures: 'Signatures',
  witness: 'Witness on this computer',
};

/** A number with thousands separated by commas. */
export const grouped = (value: number): string => value.toLocaleString('en-US');

/** "1 entry", "2 entries". */
export const counted = (value: number, one: string, many: string): string =>
  `${grouped(value)} ${value === 1 ? one : many}`;

/** The verdict as a sentence for somebody who has never seen the application. */
export function verdictInWords(run: Pick<VerificationRun, 'result' | 'entries' | 'found'>): string {
  switch (run.result) {
    case 'intact':
      return run.entries === 1
        ? 'The one sealed entry that was checked is as it was when it was sealed.'
        : `Every one of the ${grouped(run.entries)} sealed entries that were checked is as it was when it was sealed.`;
    case 'tampered':
      return `The log is not as it was when it was sealed: ${counted(run.found, 'piece', 'pieces')} of tampering found.`;
    case 'could-not-tell':
      return 'The check could not be completed, so this report says neither that the log is intact nor that it was tampered with.';
  }
}

/** How somebody checks a signed report, with the application or without. */
export const HOW_TO_CHECK: readonly {
  readonly tool: string;
  readonly what: string;
  readonly commands: readonly string[];
}[] = [
  {
    tool: 'A PDF reader',
    what: 'Open the signature panel. It must say that the signature is valid, that the signer is trusted, and that the document was not changed since. The reader must know the certificate of the authority that issued the signer’s; get it from the hospital’s IT department, never from this file.',
    commands: [],
  },
  {
    tool: 'Poppler',
    what: 'The last command must say “Signature is Valid”, “Certificate is Trusted” and “Total document signed”.',
    commands: [
      'certutil -N -d sql:DIR --empty-password',
      'certutil -A -d sql:DIR -n ca -t CT,C,C -i ca.pem',
      'pdfsig -nssdir sql:DIR report.pdf',
    ],
  },
  {
    tool: 'OpenSSL',
    what: 'Write the bytes that /Contents spells in hexadecimal to x.cms, and both ranges of /ByteRange one after the other to x.content.',
    commands: [
      'openssl cms -verify -cades -inform DER -in x.cms -content x.content -binary -CAfile ca.pem -out verified',
    ],
  },
  {
    tool: 'Attestry',
    what: 'The exit code is 0 for intact, 2 for tampered, 3 for could not tell.',
    commands: ['attestry report verify report.pdf --trust ca.pem'],
  },
];
