import type { TokenModule } from './ports.ts';

/** What a token is set up with; `erase` when it is in use and everything on it is to be destroyed. */
export type SetUpRequest = {
  readonly serial: string;
  readonly label: string;
  readonly officerPin: string;
  readonly pin: string;
  readonly erase: boolean;
};
type Confirmed = { readonly confirmed?: boolean | undefined };

/** Setting up tokens and their PINs. PINs pass through and are kept nowhere. */
export interface TokenSetup {
  /**
   * Sets up a new token, or erases one and sets it up anew.
   * @returns its serial number, which may be a new one
   * @throws Fault `token-…`, `pin-…`, `module-…`
   */
  setUp(moduleId: string, request: SetUpRequest, options?: Confirmed): Promise<string>;
  /** Sets the user's PIN with the security officer's PIN. @throws Fault `token-…`, `pin-…`, `module-…` */
  setPin(
    moduleId: string,
    request: { readonly serial: string; readonly officerPin: string; readonly pin: string },
    options?: Confirmed,
  ): Promise<void>;
  /** @throws Fault `token-…`, `pin-…`, `module-…` */
  changePin(
    moduleId: string,
    request: { readonly serial: string; readonly oldPin: string; readonly newPin: string },
    options?: Confirmed,
  ): Promise<void>;
}

export function tokenSetup(parts: {
  readonly moduleOf: (moduleId: string) => Promise<TokenModule>;
  /** Told when a token was changed; whoever was signed in to it no longer is. */
  readonly touched: (serial: string) => void;
}): TokenSetup {
  const on = async <T>(
    moduleId: string,
    serial: string,
    work: (module: TokenModule) => Promise<T>,
  ): Promise<T> => {
    const module = await parts.moduleOf(moduleId);
    try {
      return await work(module);
    } finally {
      parts.touched(serial);
    }
  };
  return {
    setUp: (moduleId, request, options) =>
      on(moduleId, request.serial, (module) => module.call('setUp', request, options)),
    setPin: (moduleId, request, options) =>
      on(moduleId, request.serial, (module) => module.call('setPin', request, options)),
    changePin: (moduleId, request, options) =>
      on(moduleId, request.serial, (module) => module.call('changePin', request, options)),
  };
}
