/** Platforms of the registry, as `process.platform`. */
export type ProviderPlatform = 'linux' | 'win32' | 'darwin';

/** A known PKCS#11 module. Paths are suggestions from the makers' public documentation; the officer may pick any file. */
export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly paths: Readonly<Record<ProviderPlatform, readonly string[]>>;
  /** What is special about it, for the officer; from the makers' documentation and public bug reports. */
  readonly note?: string;
};

const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
] as const;
const inLibraries = (...files: readonly string[]): readonly string[] =>
  files.flatMap((file) => LIBRARY_FOLDERS.map((folder) => `${folder}/${file}`));
const HOMEBREW = ['/opt/homebrew/lib', '/usr/local/lib'] as const;
const inHomebrew = (file: string): readonly string[] => HOMEBREW.map((folder) => `${folder}/${file}`);

export const PROVIDERS: readonly Provider[] = [
  {
    id: 'yubikey',
    name: 'YubiKey (PIV)',
    note: 'It holds no AES keys. Its security officer’s PIN is the management key in hexadecimal, and the key in slot 9c asks for the PIN before every signature.',
    paths: {
      linux: inLibraries('libykcs11.so', 'libykcs11.so.2'),
      win32: ['C:\\Program Files\\Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll'],
      darwin: inHomebrew('libykcs11.dylib'),
    },
  },
  {
    id: 'yubihsm',
    name: 'YubiHSM 2',
    note: 'Its PIN is the four hexadecimal digits of the authentication key’s number, followed by the password. It takes 16 programs at a time, and needs its connector or a USB address in YUBIHSM_PKCS11_CONF.',
    paths: {
      linux: inLibraries('pkcs11/yubihsm_pkcs11.so'),
      win32: [
        'C:\\Program Files\\Yubico\\YubiHSM Shell\\bin\\pkcs11\\yubihsm_pkcs11.dll',
        'C:\\Program Files\\Yubico\\YubiHSM2\\bin\\pkcs11\\yubihsm_pkcs11.dll',
      ],
      darwin: ['/usr/local/lib/pkcs11/yubihsm_pkcs11.dylib', '/opt/homebrew/lib/pkcs11/yubihsm_pkcs11.dylib'],
    },
  },
  {
    id: 'opensc',
    name: 'Nitrokey HSM, SmartCard-HSM and smart cards (OpenSC)',
    note: 'What it can do depends on the card’s firmware. Another program that uses the card can make it wait.',
    paths: {
      linux: inLibraries('opensc-pkcs11.so', 'pkcs11/opensc-pkcs11.so'),
      win32: ['C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll'],
      darwin: ['/Library/OpenSC/lib/opensc-pkcs11.so', ...inHomebrew('opensc-pkcs11.so')],
    },
  },
  {
    id: 'safenet-etoken',
    name: 'Thales SafeNet eToken',
    note: 'It may ask for the PIN in a window of its own.',
    paths: {
      linux: inLibraries('libeTPkcs11.so', 'libeToken.so'),
      win32: ['C:\\Windows\\System32\\eTPKCS11.dll'],
      darwin: ['/usr/local/lib/libeTPkcs11.dylib'],
    },
  },
  {
    id: 'idprime',
    name: 'Thales IDPrime smart card',
    note: 'It may ask for the PIN in a window of its own.',
    paths: {
      linux: inLibraries('libIDPrimePKCS11.so'),
      win32: [
        'C:\\Windows\\System32\\IDPrimePKCS11.dll',
        'C:\\Program Files\\SafeNet\\Authentication\\SAC\\x64\\IDPrimePKCS1164.dll',
      ],
      darwin: ['/usr/local/lib/libIDPrimePKCS11.dylib'],
    },
  },
  {
    id: 'luna',
    name: 'Thales Luna HSM',
    note: 'In its FIPS mode it chooses the nonces of AES-GCM itself.',
    paths: {
      linux: ['/usr/safenet/lunaclient/lib/libCryptoki2_64.so', '/usr/lib/libCryptoki2_64.so'],
      win32: ['C:\\Program Files\\SafeNet\\LunaClient\\cryptoki.dll'],
      darwin: [],
    },
  },
  {
    id: 'nshield',
    name: 'Entrust nShield HSM',
    note: 'It refuses keys whose use is not restricted, and reads CKNFAST_LOADSHARING from its own settings.',
    paths: {
      linux: ['/opt/nfast/toolkits/pkcs11/libcknfast.so'],
      win32: ['C:\\Program Files\\nCipher\\nfast\\toolkits\\pkcs11\\cknfast.dll'],
      darwin: [],
    },
  },
  {
    id: 'aws-cloudhsm',
    name: 'AWS CloudHSM',
    note: 'Its PIN has the form user:password.',
    paths: {
      linux: ['/opt/cloudhsm/lib/libcloudhsm_pkcs11.so'],
      win32: ['C:\\Program Files\\Amazon\\CloudHSM\\lib\\cloudhsm_pkcs11.dll'],
      darwin: [],
    },
  },
  {
    id: 'azure-cloudhsm',
    name: 'Azure Cloud HSM',
    note: 'Its PIN has the form user:password. Key Vault Managed HSM has no PKCS#11 module.',
    paths: {
      linux: ['/opt/azurecloudhsm/lib64/libazcloudhsm_pkcs11.so'],
      win32: ['C:\\Program Files\\Microsoft Azure Cloud HSM Client SDK\\libs\\pkcs11\\azcloudhsm_pkcs11.dll'],
      darwin: [],
    },
  },
  {
    // Its maker names no folder: it is unpacked wherever the administrator likes.
    id: 'google-kms',
    name: 'Google Cloud KMS',
    note: 'It needs KMS_PKCS11_CONFIG, and makes keys only in the Google console.',
    paths: { linux: inLibraries('libkmsp11.so', 'pkcs11/libkmsp11.so'), win32: [], darwin: [] },
  },
  {
    id: 'nss',
    name: 'Mozilla NSS software token',
    note: 'It wants to be told where its database is: in NSS_LIB_PARAMS, or in the usual place in the user’s folder.',
    paths: {
      linux: inLibraries('libsoftokn3.so', 'nss/libsoftokn3.so'),
      win32: ['C:\\Program Files\\Mozilla Firefox\\softokn3.dll'],
      darwin: ['/Applications/Firefox.app/Contents/MacOS/libsoftokn3.dylib'],
    },
  },
  {
    id: 'p11-kit',
    name: 'p11-kit (all modules registered on this computer)',
    note: 'It shows the tokens of every module that is registered on this computer.',
    paths: { linux: inLibraries('p11-kit-proxy.so'), win32: [], darwin: inHomebrew('p11-kit-proxy.dylib') },
  },
  {
    id: 'softhsm',
    name: 'SoftHSM2 software token (for trying out)',
    note: 'A program, not a device: whoever can read the disk can copy its keys. It never locks.',
    paths: {
      linux: inLibraries('softhsm/libsofthsm2.so'),
      win32: ['C:\\SoftHSM2\\lib\\softhsm2-x64.dll'],
      darwin: inHomebrew('softhsm/libsofthsm2.so'),
    },
  },
];

/** A known module with the file it was found in, or its first default path when it is not there (null: it has none). */
export type ProviderFile = {
  readonly provider: Provider;
  readonly file: string | null;
  readonly present: boolean;
};

/**
 * The known modules for a platform, those present on this machine first, each with one file.
 *
 * @param exists - whether a file is there
 */
export function presentModules(
  exists: (file: string) => boolean,
  platform: string = process.platform,
): readonly ProviderFile[] {
  if (platform !== 'linux' && platform !== 'win32' && platform !== 'darwin') return [];
  const files = PROVIDERS.filter(({ paths }) => paths[platform].length > 0).map((provider): ProviderFile => {
    const found = provider.paths[platform].find(exists);
    return { provider, file: found ?? provider.paths[platform][0] ?? null, present: found !== undefined };
  });
  return [...files.filter(({ present }) => present), ...files.filter(({ present }) => !present)];
}

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';

/** The known module that a file passes for: by its default paths, else by its name. Never a reason to trust it. */
export const providerOf = (file: string): Provider | undefined =>
  PROVIDERS.find(({ paths }) => Object.values(paths).some((known) => known.includes(file))) ??
  PROVIDERS.find(({ paths }) =>
    Object.values(paths).some((known) => known.some((path) => lastPart(path) === lastPart(file))),
  );
