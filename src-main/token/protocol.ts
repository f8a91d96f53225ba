import type { ModuleInfo, TokenInfo } from '../../src-shared/token/types.ts';
import type { SigningIdentity, TokenKey } from './ports.ts';

/**
 * What crosses between the main process and a token process: names, digests and signatures, never handles. The PIN
 * crosses in `signIn` alone.
 */
export type TokenMethods = {
  /** Loads the module if it is not; first of all calls, with a deadline of its own. */
  readonly load: (input: null) => void;
  readonly info: (input: null) => Omit<ModuleInfo, 'moduleId'>;
  readonly tokens: (input: null) => readonly TokenInfo[];
  readonly signIn: (input: { readonly serial: string; readonly pin: string }) => void;
  readonly signOut: (input: { readonly serial: string }) => void;
  readonly identities: (input: { readonly serial: string }) => readonly SigningIdentity[];
  readonly keys: (input: { readonly serial: string }) => readonly TokenKey[];
  readonly sign: (input: {
    readonly serial: string;
    readonly keyId: string;
    readonly digest: Uint8Array;
  }) => Uint8Array;
  readonly generateSigningKey: (input: {
    readonly serial: string;
    readonly keyId: string;
    readonly label: string;
  }) => Uint8Array;
  readonly importCertificate: (input: {
    readonly serial: string;
    readonly keyId: string | null;
    readonly label: string;
    readonly certificate: Uint8Array;
  }) => void;
  readonly close: (input: null) => void;
};

/** A method of {@link TokenMethods}. */
export type TokenMethod = keyof TokenMethods;
