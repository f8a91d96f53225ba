import { createHash, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Colleague, ColleagueCertificate } from '../../../src-shared/controls/colleagues.ts';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { Fault } from '../../base/fault.ts';
import type { Clock } from '../../base/clock.ts';
import { recipientFit } from '../../keys/index.ts';
import type { SignOffs } from '../../signing/index.ts';
import { MOST_SHARED } from '../../token/index.ts';
import type { SignedIn } from './review-parts.ts';
import type { CheckedAbout } from './sign-off-checks.ts';

/** Kind of the sign-offs that name colleagues; their subject is the library. */
export const COLLEAGUE = 'evidence.colleague';
const SUBJECT = 'evidence';

const detailsSchema = z.strictObject({
  /** DER, base64. */
  certificate: z.base64(),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A key that what is encrypted is opened up to. */
export type ColleagueKey = {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly publicKeySha256: string;
};

/**
 * Colleagues whom evidence is opened up to. Each is named by an officer who compared the fingerprint and signed that: whoever can
 * write the cache cannot name one. A name counts for the evidence of whoever gave it, and for nobody else's.
 */
export interface Colleagues {
  list(): Promise<readonly Colleague[]>;
  /** Those whom whoever is signed in named; none while nobody is. */
  inUse(): Promise<readonly ColleagueKey[]>;
  /**
   * @param certificate - DER
   * @param compared - SHA-256 of the public key, as the officer compared it
   * @throws Fault `colleague-refused`, `not-signed-in`, `key-forbidden`
   */
  name(certificate: Uint8Array, compared: string): Promise<void>;
  /** @throws Fault `colleague-refused` for one whom somebody else named, `not-signed-in`, `key-forbidden` */
  drop(publicKeySha256: string): Promise<void>;
}

/** What a certificate says, for the eye. @throws Fault `colleague-refused` for what is none */
export function certificateLook(certificate: Uint8Array, now: number): ColleagueCertificate {
  const x509 = readable(certificate);
  if (x509 === null)
    throw new Fault(
      'colleague-refused',
      'This file is not a certificate.',
      'Choose the file that your colleague saved as their certificate for evidence.',
    );
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = x509.publicKey;
  return {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    notAfter: x509.validToDate.toISOString(),
    key:
      kind === 'rsa'
        ? `RSA-${details?.modulusLength ?? 0}`
        : kind === 'ec'
          ? `elliptic, ${details?.namedCurve ?? 'of an unknown curve'}`
          : (kind ?? 'unknown'),
    publicKeySha256: keyOf(x509).publicKeySha256,
    fit: recipientFit(x509, now),
  };
}

export function colleagues(parts: {
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  readonly checked: CheckedAbout;
  readonly identity: () => SignedIn | null;
  /** Whether whoever is signed in may read what they open up. @throws Fault `not-signed-in`, `key-forbidden` */
  readonly mayRead: () => Promise<void>;
  readonly clock: Clock;
}): Colleagues {
  const list = async (): Promise<readonly Named[]> => {
    const now = parts.clock.now();
    const standing = new Map<string, Named>();
    for (const { check } of await parts.checked(COLLEAGUE, SUBJECT, false)) {
      const told = namedIn(check, parts.identity(), now);
      if (told === null) continue;
      const place = `${told.officer} ${told.colleague.publicKeySha256}`;
      // What is not signed by the officer takes away nothing that is.
      if (told.decision === 'named') standing.set(place, told);
      else if (told.colleague.state !== 'doubtful') standing.delete(place);
    }
    return [...standing.values()];
  };
  const mine = async (): Promise<readonly Named[]> =>
    (await list()).filter(({ colleague }) => colleague.state === 'in-use');
  const decide = (decision: 'named' | 'dropped', certificate: Uint8Array, statement: string) =>
    parts.signOffs.signOff({
      ...{ kind: COLLEAGUE, subject: SUBJECT, decision, statement },
      details: {
        certificate: Buffer.from(certificate).toString('base64'),
        publicKey: keyOf(new X509Certificate(certificate)).publicKeySha256,
      },
    });
  return {
    list: async () => (await list()).map(({ colleague }) => colleague),
    inUse: async () => (await mine()).slice(0, MOST_SHARED).map(({ key }) => key),
    name: async (certificate, compared) => {
      await parts.mayRead();
      const { fit, publicKeySha256, subject } = certificateLook(certificate, parts.clock.now());
      if (fit !== 'fits') throw new Fault('colleague-refused', UNFIT[fit], ANOTHER_CERTIFICATE);
      if (publicKeySha256 !== compared)
        throw new Fault(
          'colleague-refused',
          'The certificate is not the one whose fingerprint was compared.',
          'Choose the certificate again and compare its fingerprint with your colleague.',
        );
      const before = await mine();
      if (before.some(({ key }) => key.publicKeySha256 === publicKeySha256)) return;
      if (before.length >= MOST_SHARED)
        throw new Fault(
          'colleague-refused',
          `You named ${MOST_SHARED} colleagues already, which is the most.`,
          'Take out somebody who does not need to open your evidence any more.',
        );
      await decide(
        'named',
        certificate,
        `${subject} can open the evidence that I keep encrypted here. I compared the fingerprint of the key, ${publicKeySha256}, with the one that they have.`,
      );
    },
    drop: async (publicKeySha256) => {
      await parts.mayRead();
      const found = (await mine()).find(({ key }) => key.publicKeySha256 === publicKeySha256);
      if (found === undefined)
        throw new Fault(
          'colleague-refused',
          'You did not name this colleague.',
          'Only whoever named a colleague takes them out again, with the same token.',
        );
      const said = `Evidence that I keep from now on is not opened up to ${found.colleague.subject} any more.`;
      await decide('dropped', found.certificate, said);
    },
  };
}

const UNFIT: Readonly<Record<Exclude<ColleagueCertificate['fit'], 'fits'>, string>> = {
  elliptic: 'The certificate has an elliptic key: evidence can be opened up to RSA keys only.',
  kind: 'The certificate has a key of a kind that nothing can be encrypted for: an RSA key is needed.',
  bits: 'The RSA key of the certificate does not have 3072 to 4096 bits.',
  dates: 'The certificate is not valid today.',
};
const ANOTHER_CERTIFICATE =
  'Ask your colleague to save their certificate for evidence on the page Evidence, signed in to their token, and choose that file.';

type Named = {
  readonly colleague: Colleague;
  readonly decision: 'named' | 'dropped';
  /** SHA-256 of the certificate of whoever decided. */
  readonly officer: string;
  readonly certificate: Uint8Array;
  readonly key: ColleagueKey;
};

/** What one sign-off says; null for what cannot be read. */
function namedIn(check: SignOffCheck, me: SignedIn | null, now: number): Named | null {
  const { document } = check;
  if (document === null) return null;
  const details = detailsSchema.safeParse(document.details);
  if (!details.success || (document.decision !== 'named' && document.decision !== 'dropped')) return null;
  const certificate = Buffer.from(details.data.certificate, 'base64');
  const x509 = readable(certificate);
  if (x509 === null) return null;
  const key = keyOf(x509);
  if (key.publicKeySha256 !== details.data.publicKey) return null;
  const { officer, certificate: by, decidedAt, decision } = document;
  return {
    ...{ decision, officer: by, certificate, key },
    colleague: {
      ...certificateLook(certificate, now),
      state: !isSigned(check) ? 'doubtful' : by === me?.certificate ? 'in-use' : 'of-another',
      namedBy: officer,
      namedAt: decidedAt,
    },
  };
}

/**
 * Whether the officer whom a sign-off names signed it. No authority is asked for: it counts for the very certificate that is on
 * the token in use, and for nobody else.
 */
const isSigned = ({ result, signature }: SignOffCheck): boolean =>
  result !== 'tampered' && signature.digestMatches && signature.signatureValid && signature.certificateBound;

/** A certificate with a key of a kind that is known here. */
function readable(certificate: Uint8Array): X509Certificate | null {
  try {
    const x509 = new X509Certificate(certificate);
    return x509.publicKey.type === 'public' ? x509 : null;
  } catch {
    return null;
  }
}

function keyOf(x509: X509Certificate): ColleagueKey {
  const publicKey = x509.publicKey.export({ type: 'spki', format: 'der' });
  return { publicKey, publicKeySha256: createHash('sha256').update(publicKey).digest('hex') };
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');
