export type { EnvelopeContext } from './envelope-context.ts';
export { readHeader } from './envelope-header.ts';
export type { TokenObject } from './inventory.ts';
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
  TokenKey,
  TokenModule,
} from './ports.ts';
export { presentModules, PROVIDERS, type Provider, type ProviderFile } from './providers.ts';
export { chooseIdentity, identityAmong } from './selection.ts';
export { derFromRaw, rawFromDer, signChecked, verifySignature } from './signature.ts';
export { moduleEnvironment, type TokenChoice, tokenService, type TokenService } from './service.ts';
export { signerFor } from './signer.ts';
