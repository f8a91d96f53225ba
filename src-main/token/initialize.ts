import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { CKR, cryptokiError } from './answers.ts';

const CKF_OS_LOCKING_OK = 0x2;

/** C_Initialize with its arguments. */
type Begin = (options: { readonly flags: number; readonly libraryParameters?: string }) => void;

/**
 * C_Initialize as a module wants it: with the locks of the operating system, without locks if it has none (one thread
 * calls it here), and with parameters if it refuses to begin without them, as NSS does.
 *
 * @throws what `begin` throws; Fault `module-unusable` when it wants parameters and there are none
 */
export function initialize(begin: Begin): void {
  try {
    begin({ flags: CKF_OS_LOCKING_OK });
  } catch (error) {
    const { rv } = cryptokiError(error, 'C_Initialize');
    if (rv === CKR.cryptokiAlreadyInitialized) return;
    if (rv === CKR.cantLock) begin({ flags: 0 });
    else if (rv === CKR.argumentsBad)
      begin({ flags: CKF_OS_LOCKING_OK, libraryParameters: libraryParameters() });
    else throw error;
  }
}

/** What NSS wants to know: where its database is. From NSS_LIB_PARAMS, or the database of the user or the computer. */
function libraryParameters(): string {
  const given = process.env.NSS_LIB_PARAMS?.trim();
  // Its last character is lost on the way.
  if (given !== undefined && given !== '') return `${given} `;
  const folder = [join(homedir(), '.pki', 'nssdb'), '/etc/pki/nssdb'].find((path) =>
    existsSync(join(path, 'cert9.db')),
  );
  if (folder === undefined)
    throw new Fault(
      'module-unusable',
      "The module wants to be told where its database is, and there is none in the usual places (NSS keeps it in “.pki/nssdb” in the user's folder).",
      'Have IT make the database with “certutil -N”, or set the variable NSS_LIB_PARAMS.',
    );
  return `configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags= `;
}
