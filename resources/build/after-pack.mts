import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses';
import { LinuxPackager, type AfterPackContext } from 'electron-builder';

/**
 * What the packaged binary can never be made to do, whatever its environment or arguments say. All nine are named, so
 * that a new one in a later Electron stops the build until somebody has decided about it.
 */
export const FUSES: FuseV1Config & { readonly strictlyRequireAllFuses: true } = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  resetAdHocDarwinSignature: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Gives a page nothing: off, WebAssembly only checks its own memory more slowly.
  [FuseV1Options.WasmTrapHandlers]: true,
};

const ENDING: Readonly<Record<string, string>> = { darwin: '.app', win32: '.exe', linux: '' };

/** Sets the fuses of the packaged binary, before it is signed. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  const { packager, appOutDir, electronPlatformName } = context;
  const name = packager instanceof LinuxPackager ? packager.executableName : packager.appInfo.productFilename;
  await flipFuses(join(appOutDir, `${name}${ENDING[electronPlatformName] ?? ''}`), FUSES);
}
