import type { SafeStorage } from 'electron';
import { Fault } from '../base/fault.ts';
import type { SecretStore } from '../base/secret-store.ts';

type Available = Awaited<ReturnType<SecretStore['available']>>;

/**
 * The operating system's safe storage: Keychain, DPAPI, or the keyring of the Linux desktop. Works once the application
 * is ready.
 *
 * @param platform - as `process.platform`
 */
export function osSecretStore(safeStorage: SafeStorage, platform: NodeJS.Platform): SecretStore {
  const available = async (): Promise<Available> => {
    // Without a keyring Chromium encrypts with a password that is printed in its source.
    if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
      return {
        ok: false,
        reason:
          'This desktop has no keyring that is running, so the password could only be stored readably. ' +
          'Ask your IT department to set up GNOME Keyring or KWallet for your account, then connect again.',
      };
    if (await safeStorage.isAsyncEncryptionAvailable()) return { ok: true };
    return {
      ok: false,
      reason:
        'The safe storage of the operating system does not answer, so the password cannot be kept. ' +
        'Unlock the keychain or keyring of your account, then connect again.',
    };
  };

  return {
    available,
    seal: async (text) => {
      const state = await available();
      if (!state.ok) throw noStorage(state.reason);
      return new Uint8Array(await safeStorage.encryptStringAsync(text));
    },
    open: async (bytes) => {
      const state = await available();
      if (!state.ok) throw noStorage(state.reason);
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(bytes));
        return result;
      } catch (error) {
        throw new Fault(
          'profile-unreadable',
          'The stored password cannot be unlocked: it was sealed on another machine or by another account.',
          'Connect the clinic database again and type the password; nothing else is lost.',
          error,
        );
      }
    },
  };
}

const noStorage = (reason: string): Fault =>
  new Fault('profile-unreadable', 'The password of the clinic database cannot be kept safely here.', reason);
