import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { recoveryCommands } from './recovery-commands.ts';
import { keysRolesVerb } from './verbs/key-roles.ts';
import { type CryptOptions, decryptVerb, encryptVerb } from './verbs/crypt.ts';
import {
  keysImportVerb,
  keysRequestVerb,
  keysSelfSignVerb,
  type SubjectOptions,
} from './verbs/key-certificates.ts';
import {
  keysAftermathVerb,
  keysApproveVerb,
  keysDestroyApprovedVerb,
  keysDestroyVerb,
  keysRequestsVerb,
  keysStateVerb,
  type VersionOptions,
} from './verbs/key-ends.ts';
import {
  keysGenerateVerb,
  keysInventoryVerb,
  keysListVerb,
  keysRewrapVerb,
  keysRotateVerb,
  keysUseVerb,
} from './verbs/keys.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Verbs of keys, and of what is encrypted under them. */
export function keyCommands(program: Command, { verb, act }: Parts): void {
  const keys = program.command('keys').description('keys on the token and their life').exitOverride();
  verb(keys, 'list', 'all keys with their versions, and what is due').action(() => act(keysListVerb));
  verb(keys, 'uses', 'how often each key was used').action(() => act(keysUseVerb));
  verb(keys, 'inventory', 'every key object on the token').action(() => act(keysInventoryVerb));
  verb(keys, 'generate', 'make a key on the token')
    .requiredOption('--name <name>', 'name of the key')
    .option(
      '--kind <kind>',
      'aes-256, rsa-wrap-3072, derivation, ec-p256, ec-p384, rsa-3072, rsa-4096',
      'aes-256',
    )
    .action((options: { name: string; kind: string }) => act((c) => keysGenerateVerb(c, options)));
  verb(keys, 'rotate', 'make the next version of a key')
    .argument('<name>', 'name or id of the key')
    .action((name: string) => act((c) => keysRotateVerb(c, name)));
  verb(keys, 'rewrap', 'bring everything under older versions under the one in use')
    .argument('<name>', 'name or id of the key')
    .action((name: string) => act((c) => keysRewrapVerb(c, name)));
  for (const [name, text, run] of [
    ['csr', 'a certificate request (PKCS#10) for the newest version', keysRequestVerb],
    ['self-sign', 'a certificate that the key signs for itself', keysSelfSignVerb],
  ] as const)
    verb(keys, name, text)
      .argument('<name>', 'name or id of the key')
      .requiredOption('--cn <name>', 'name of the officer')
      .option('--org <name>', 'organisation')
      .option('--country <code>', 'country, two letters')
      .option('--years <n>', 'how long a certificate of its own is valid', '3')
      .option('--out <file>', 'where to write it (PEM)')
      .action((key: string, options: SubjectOptions) => act((c) => run(c, key, options)));
  verb(keys, 'import-cert', 'put the issued certificate and its chain on the token, and switch over')
    .argument('<name>', 'name or id of the key')
    .argument('<files...>', 'certificates, PEM or DER')
    .action((name: string, files: string[]) => act((c) => keysImportVerb(c, name, files)));
  for (const [word, text] of [
    ['suspend', 'take a version out of use for a while'],
    ['resume', 'bring a suspended version back into use'],
    ['deactivate', 'take a version out of use for good; it still decrypts'],
    ['compromise', 'declare a version compromised, and list what follows'],
    ['destroy', 'ask for the destruction of a version'],
  ] as const)
    verb(keys, word, text)
      .argument('<name>', 'name or id of the key')
      .requiredOption('--key-version <n>', 'which version')
      .option('--reason <text>', 'why; no names of patients', '')
      .action((name: string, { keyVersion, reason }: { keyVersion: string; reason: string }) => {
        const options: VersionOptions = { version: keyVersion, reason };
        return act((c) =>
          word === 'destroy' ? keysDestroyVerb(c, name, options) : keysStateVerb(c, word, name, options),
        );
      });
  verb(keys, 'aftermath', 'what must be done again because of a version')
    .argument('<name>', 'name or id of the key')
    .requiredOption('--key-version <n>', 'which version')
    .action((name: string, { keyVersion }: { keyVersion: string }) =>
      act((c) => keysAftermathVerb(c, name, { version: keyVersion })),
    );
  verb(keys, 'roles', 'who may do what; with a person and a role, gives it')
    .argument('[person]', 'subject of the certificate, e.g. "CN=Ada Example, O=Hospital"')
    .argument('[role]', 'officer, reviewer, custodian, auditor, or none')
    .action((person: string | undefined, role: string | undefined) =>
      act((c) => keysRolesVerb(c, person ?? null, role ?? null)),
    );
  verb(keys, 'requests', 'destructions that wait for approval').action(() => act(keysRequestsVerb));
  verb(keys, 'approve', 'approve a destruction with your token')
    .argument('<request>', 'its id')
    .action((id: string) => act((c) => keysApproveVerb(c, id)));
  verb(keys, 'destroy-approved', 'carry out a destruction that two officers approved')
    .argument('<request>', 'its id')
    .action((id: string) => act((c) => keysDestroyApprovedVerb(c, id)));
  recoveryCommands(keys, { verb, act });
  for (const [name, text, run] of [
    ['encrypt', 'encrypt a file under a key of the token', encryptVerb],
    ['decrypt', 'decrypt a file', decryptVerb],
  ] as const)
    verb(program, name, text)
      .argument('<file>', 'the file')
      .requiredOption('--out <file>', 'where to write the result')
      .requiredOption('--context <name=value>', 'what it belongs to; can be given several times', collect, [])
      .option('--key <name>', 'name or id of the key (encrypt)')
      .option('--algorithm <name>', 'aes-256-gcm or chacha20-poly1305 (encrypt)')
      .option('--recovery', 'with the recovery key on this token (decrypt)')
      .action((file: string, options: CryptOptions) => act((c) => run(c, file, options)));
}
