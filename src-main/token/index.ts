export { certificateNames, parseCertificate } from './certificates.ts';
export type { EnvelopeContext } from './envelope-context.ts';
export {
  HEAD_BYTES,
  headLength,
  MOST_RECIPIENTS,
  MOST_SHARED,
  readHeader,
  type Recipient,
  recipientsOf,
} from './envelope-header.ts';
export type { OpenBy } from './envelope-seal.ts';
export type { TokenObject } from './inventory.ts';
export { moduleEnvironment } from './module-environment.ts';
export { inspectModuleFile, type ModuleFile } from './module-file.ts';
export { guardPins } from './pin-guard.ts';
export type {
  KeyHindrance,
  OpenTokenModule,
  PinFailures,
  SignatureAlgorithm,
  Signer,
  SigningIdentity,
  SignInOptions,
  TokenChoice,
  TokenKey,
  TokenModule,
  TokenService,
} from './ports.ts';
export { presentModules, PROVIDERS, type Provider, type ProviderFile } from './providers.ts';
export { chooseIdentity, identityAmong } from './selection.ts';
export { derFromRaw, rawFromDer, signChecked, verifySignature } from './signature.ts';
export { tokenService } from './service.ts';
export { signerFor } from './signer.ts';
