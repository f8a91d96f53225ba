import { createHash, randomBytes } from 'node:crypto';
import {
  type Decision,
  decisionSchema,
  type SignedDecision,
  type SignOffCheck,
  type SignOffDocument,
  signOffDocumentSchema,
} from '../../src-shared/signing/types.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { Fault } from '../base/fault.ts';
import { type Signer } from '../token/ports.ts';
import { anchorsOf, checkCms } from './cms-check.ts';
import { signDetached } from './detached.ts';
import { type Objection, tampered, unclear, verdictOver } from './objection.ts';
import { type TimeStamper, type Trust } from './ports.ts';
import { signerName } from './signer-name.ts';

/**
 * Signs a decision: canonical JSON (RFC 8785) of it, of who decided and when, with a detached CAdES signature over its UTF-8.
 *
 * @throws Fault `usage` for a decision without canonical form, and as `signDetached`
 */
export async function signDecision(
  decision: Decision,
  signer: Signer,
  options: {
    readonly now: Date;
    readonly stamper: TimeStamper | null;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<SignedDecision> {
  const { certificate } = signer.identity;
  const seconds = new Date(Math.floor(options.now.getTime() / 1000) * 1000);
  const signOffId = randomBytes(9).toString('base64url');
  const document = canonical({
    ...decisionSchema.parse(decision),
    format: 'attestry/sign-off',
    version: 1,
    signOffId,
    officer: signerName(certificate),
    certificate: createHash('sha256').update(certificate).digest('hex'),
    decidedAt: seconds.toISOString(),
  });
  const digest = createHash('sha256').update(document, 'utf8').digest();
  const { cms } = await signDetached(digest, signer, { ...options, now: seconds });
  return { signOffId, document, signature: Buffer.from(cms).toString('base64') };
}

function canonical(document: SignOffDocument): string {
  try {
    return canonicalJson(document);
  } catch (error) {
    throw new Fault(
      'usage',
      'The decision holds something that cannot be written down unambiguously.',
      'Take special characters out of the texts, then sign again.',
      error,
    );
  }
}

/**
 * Checks a sign-off from its bytes alone. `intact` only when the document has the one canonical form, the signature over it is
 * right and by a trusted certificate, and the document names that very certificate and time.
 *
 * @throws Fault `trust-unreadable`
 */
export function checkDecision(signed: SignedDecision, trust: Trust, now: Date): SignOffCheck {
  const cms = Buffer.from(signed.signature, 'base64');
  const digestOf = (algorithm: string): Uint8Array =>
    createHash(algorithm).update(signed.document, 'utf8').digest();
  const { result, objections, certificate } = checkCms(cms, digestOf, 'beside', anchorsOf(trust), now);
  const document = read(signed.document);
  return {
    ...verdictOver([...objections, ...objectionsToDocument(document, signed, result, certificate)]),
    document,
    signature: result,
  };
}

/** What a check says where a sign-off about this very thing is expected: one about another thing was put in its place. */
export const mustBeAbout = (check: SignOffCheck, kind: string, subject: string): SignOffCheck =>
  check.document === null || (check.document.kind === kind && check.document.subject === subject)
    ? check
    : {
        ...check,
        ...verdictOver([tampered('The sign-off is about something else than what it is kept for.')]),
      };

/**
 * Whether nothing speaks against a sign-off. It can still be open whether it counts: where nobody was named as trusted, or its
 * certificate has expired since.
 */
export const isUndisputed = ({ result, signature }: SignOffCheck): boolean =>
  result !== 'tampered' && signature.trusted !== 'untrusted';

function objectionsToDocument(
  document: SignOffDocument | null,
  signed: SignedDecision,
  { signer, claimedAt }: SignOffCheck['signature'],
  certificate: Uint8Array | null,
): readonly Objection[] {
  if (document === null)
    return [
      unclear('The decision is not in a form that this version can read, or not in the canonical one.'),
    ];
  if (document.signOffId !== signed.signOffId)
    return [tampered('The decision was put in the place of another one.')];
  const digest = createHash('sha256')
    .update(certificate ?? new Uint8Array())
    .digest('hex');
  if (document.officer !== signer || document.certificate !== digest || document.decidedAt !== claimedAt)
    return [tampered('The decision names another officer or another time than its signature.')];
  return [];
}

function read(text: string): SignOffDocument | null {
  try {
    const document = signOffDocumentSchema.parse(JSON.parse(text));
    // Anything but the canonical form could be read in two ways, e.g. by a member that stands there twice.
    return canonicalJson(document) === text ? document : null;
  } catch {
    return null;
  }
}
