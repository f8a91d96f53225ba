import { Fault } from '../base/fault.ts';

/** The fault for what the loader of the operating system said to a module's file. */
export function notLoadable(error: unknown): Fault {
  // The loader's text names paths; of it only the name of a library that is missing helps.
  const missing =
    error instanceof Error ? /([\w.+-]+\.so[\w.]*): cannot open shared object/.exec(error.message) : null;
  return missing?.[1] === undefined
    ? new Fault(
        'module-unusable',
        'The file is not a PKCS#11 module: it has no PKCS#11 functions or cannot be loaded.',
        "Choose the PKCS#11 module of the token's maker; its documentation names the file.",
        error,
      )
    : new Fault(
        'module-unusable',
        `The PKCS#11 module needs the library ${missing[1]}, which is not installed.`,
        'Have IT install the complete software of the token.',
        error,
      );
}
