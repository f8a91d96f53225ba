export { integer, nil, octets, oid, sequence, setOf, time, tlv } from './der-write.ts';
export { displayName, readCertificate } from './certificate.ts';
export { signatureValue, signCms, withTimeStamp, type CmsOptions } from './cms.ts';
export {
  type Anchors,
  anchorsOf,
  checkCms,
  type CheckedCms,
  type CmsResult,
  damagedCms,
  digestNamed,
} from './cms-check.ts';
export { envelope, recipientCertificate } from './enveloped.ts';
export { keyTrust, type KeyTrust, standingUnder } from './key-trust.ts';
export { type Objection, tampered, unclear, verdictOver } from './objection.ts';
export type { SignOffStore, TimeStamper, TimeStampTransport, Trust } from './ports.ts';
export { signerName } from './signer-name.ts';
export { anchorsFrom, trustFrom } from './trust.ts';
export { refuseUnusableCertificate, signatureCheckFailed, signDetached, verifyDetached } from './detached.ts';
export { digestFile, type Reading } from './file-digest.ts';
export { noSignOff, signedDecisionFrom } from './sign-off-file.ts';
export { type CheckedSignOff, signingService, type SigningService, type SignOffs } from './service.ts';
export { checkDecision, isUndisputed, mustBeAbout, signDecision } from './sign-off.ts';
export { checkTimeStamp } from './time-stamp-check.ts';
export { stampCms, stampIfPossible, timeStamper, type TimeStampSource } from './time-stamp.ts';
