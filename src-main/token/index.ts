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
export { signerFor } from './signer.ts';
