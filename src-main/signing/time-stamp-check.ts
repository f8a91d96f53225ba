import { createHash } from 'node:crypto';
import { signatureHolds, SIGNATURES, strengthOf } from './algorithms.ts';
import { type Certificate, displayName } from './certificate.ts';
import { algorithmOf, readCarryingCms } from './cms-read.ts';
import {
  contentOf,
  type Der,
  DerError,
  oidOf,
  onlyDer,
  partsOf,
  smallIntegerOf,
  timeOf,
} from './der-read.ts';
import { DIGESTS } from './digests.ts';
import { OID } from './formats.ts';
import { type Objection, tampered, unclear } from './objection.ts';
import { bindingOf, signatoriesOf } from './signed-by.ts';
import { leadsToAnchor, validAt } from './trust.ts';
import { mayMakeSignatures, TIME_STAMP_USES } from './usage.ts';

/** What a time-stamp token states (RFC 3161 §2.4.2), nothing checked yet but its form. */
export type TimeStampInfo = {
  readonly policy: string;
  readonly imprint: { readonly algorithm: string; readonly digest: Uint8Array };
  readonly at: Date;
  /** Content of the INTEGER; null where it is missing. */
  readonly nonce: Uint8Array | null;
};

/** A time-stamp with what speaks against it; proven is the time only when nothing does. */
export type CheckedTimeStamp = {
  /** Null when the token cannot be read. */
  readonly info: TimeStampInfo | null;
  /** Name of the authority, or `unknown`. */
  readonly authority: string;
  readonly objection: Objection | null;
};

/** Clocks of honest machines differ by less. Milliseconds. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Checks a time-stamp token over `stamped`: imprint, signature, fitness of the authority's certificate, trust.
 *
 * @param token - DER
 * @param stamped - the bytes that the token is over
 * @param anchors - authorities trusted for time-stamps
 */
export function checkTimeStamp(
  token: Uint8Array,
  stamped: Uint8Array,
  anchors: readonly Certificate[],
  now: Date,
): CheckedTimeStamp {
  try {
    const { cms, content } = readCarryingCms(token, OID.timeStampInfo);
    const info = readInfo(content);
    const who = signatoriesOf(cms);
    if (who === null) return { info, authority: 'unknown', objection: forged() };
    const authority = displayName(who.signer.x509.subject);
    const digest = DIGESTS.get(cms.digestAlgorithm);
    const algorithm = SIGNATURES.get(cms.signatureAlgorithm);
    const imprint = DIGESTS.get(info.imprint.algorithm);
    if (digest === undefined || algorithm === undefined || imprint === undefined)
      return {
        info,
        authority,
        objection: unclear('The time-stamp uses an algorithm that is not relied on.'),
      };
    const intact =
      createHash(imprint).update(stamped).digest().equals(info.imprint.digest) &&
      createHash(digest).update(content).digest().equals(cms.messageDigest) &&
      signatureHolds(cms, who.signer, digest, algorithm.digest) &&
      bindingOf(cms, who, false) !== 'broken';
    if (!intact) return { info, authority, objection: forged() };
    const objection =
      objectionToAuthority(who.signer, info.at, now, bindingOf(cms, who, false) === 'bound') ??
      (strengthOf(who.signer, algorithm.key).enough
        ? null
        : unclear('The key of the time-stamp authority is too weak.')) ??
      (leadsToAnchor(who.signer, who.certificates, anchors, [info.at, now], TIME_STAMP_USES)
        ? null
        : unclear(
            'It carries a time-stamp by an authority that is not trusted here, so its time is not proven.',
          ));
    return { info, authority, objection };
  } catch (error) {
    if (error instanceof DerError) return { info: null, authority: 'unknown', objection: forged() };
    throw error;
  }
}

const forged = (): Objection =>
  tampered('The time-stamp does not belong to this signature, or was changed: it is forged or damaged.');

function objectionToAuthority(
  certificate: Certificate,
  at: Date,
  now: Date,
  bound: boolean,
): Objection | null {
  const { extendedKeyUsage: uses } = certificate;
  // RFC 3161 §2.3: this use and no other, and critical.
  const only = uses?.length === 1 && uses[0] === OID.timeStamping && certificate.extendedKeyUsageCritical;
  if (!only || !mayMakeSignatures(certificate))
    return unclear('The time-stamp was made with a certificate that may not be used for time-stamps.');
  if (!bound) return unclear('The time-stamp does not say which certificate it was made with.');
  if (at.getTime() > now.getTime() + TOLERANCE_MS)
    return unclear('The time-stamp states a time that has not come yet; check the clock of this computer.');
  if (!validAt(certificate, at) || !validAt(certificate, now))
    return unclear('The certificate of the time-stamp authority has expired, or was not valid yet.');
  return null;
}

/**
 * Reads TSTInfo.
 *
 * @throws DerError
 */
function readInfo(content: Uint8Array): TimeStampInfo {
  const [version, policy, imprint, serial, at, ...rest] = partsOf(onlyDer(content), 0x30);
  if (smallIntegerOf(version) !== 1 || serial?.tag !== 0x02 || at?.tag !== 0x18) throw new DerError('info');
  const [algorithm, digest] = partsOf(imprint, 0x30);
  const nonce = rest.find((field: Der) => field.tag === 0x02);
  return {
    policy: oidOf(policy),
    imprint: { algorithm: algorithmOf(algorithm), digest: contentOf(digest, 0x04) },
    at: timeOf(at),
    nonce: nonce === undefined ? null : nonce.content,
  };
}
