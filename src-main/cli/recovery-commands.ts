import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  keysRecoverVerb,
  recoveryApproveVerb,
  recoveryCertificateVerb,
  recoveryProposeVerb,
  recoveryRemoveVerb,
  recoveryStatusVerb,
} from './verbs/recovery.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

/** Verbs of recovery keys, under `keys`. */
export function recoveryCommands(keys: Command, { verb, act }: Parts): void {
  const recovery = keys
    .command('recovery')
    .description('keys that open what is encrypted when the token is lost')
    .exitOverride()
    .action(() => act(recoveryStatusVerb));
  verb(recovery, 'status', 'recovery keys, who approved them, and what lacks them').action(() =>
    act(recoveryStatusVerb),
  );
  verb(recovery, 'certificate', 'a certificate for an rsa-wrap-3072 key on this token')
    .argument('<key>', 'name or id of the key')
    .requiredOption('--cn <name>', 'what it shall be called, e.g. "Recovery token in the safe"')
    .option('--org <name>', 'organisation')
    .option('--years <n>', 'how long it is valid', '10')
    .requiredOption('--out <file>', 'where to write it (PEM)')
    .action((key: string, options: { cn: string; org?: string; years: string; out: string }) =>
      act((c) => recoveryCertificateVerb(c, key, options)),
    );
  verb(recovery, 'propose', 'propose a recovery key by its certificate')
    .argument('<file>', 'the certificate, PEM or DER')
    .action((file: string) => act((c) => recoveryProposeVerb(c, file)));
  verb(recovery, 'approve', 'approve a recovery key with your token')
    .argument('<recovery>', 'its id')
    .action((id: string) => act((c) => recoveryApproveVerb(c, id)));
  verb(recovery, 'remove', 'take a recovery key out of use')
    .argument('<recovery>', 'its id')
    .requiredOption('--reason <text>', 'why; no names of patients')
    .action((id: string, options: { reason: string }) => act((c) => recoveryRemoveVerb(c, id, options)));
  verb(keys, 'recover', 'bring everything of lost tokens under a key of this one, by the recovery key on it')
    .requiredOption('--key <name>', 'name or id of the key on this token')
    .action((options: { key: string }) => act((c) => keysRecoverVerb(c, options)));
}
