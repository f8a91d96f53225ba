/**
 * Seals small secrets (the database password) so that a copy of the profile folder alone does not give them away.
 * The window uses the operating system's safe storage, the command line brings its own.
 */
export interface SecretStore {
  /** Whether secrets can be kept here; `reason` says in plain words why not and what to do. */
  available(): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
  /**
   * @param text - the secret; never logged
   * @returns bytes that only {@link SecretStore.open} on this account of this machine turns back
   * @throws Fault `profile-unreadable` when no safe storage is available
   */
  seal(text: string): Promise<Uint8Array>;
  /** @throws Fault `profile-unreadable` when the bytes were sealed elsewhere or are damaged */
  open(bytes: Uint8Array): Promise<string>;
}
