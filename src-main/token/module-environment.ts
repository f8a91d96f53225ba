/** Variables by which vendors' modules find their configuration. */
const CONFIGURATION = [
  'SOFTHSM2_CONF',
  'YUBIHSM_PKCS11_CONF',
  'KMS_PKCS11_CONFIG',
  'CKNFAST_LOADSHARING',
  'NSS_LIB_PARAMS',
  'P11_KIT_SERVER_ADDRESS',
  'TPM2_PKCS11_STORE',
  'TPM2_PKCS11_TCTI',
] as const;

/** The variables of this process that a module needs to find its configuration. */
export const moduleEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(CONFIGURATION.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
