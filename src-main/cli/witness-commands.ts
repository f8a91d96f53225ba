import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import {
  compareVerb,
  type CompareOptions,
  cutListVerb,
  type CutOptions,
  cutPlanVerb,
  cutSignVerb,
  cutVerifyVerb,
  witnessBeginVerb,
  witnessCheckVerb,
  witnessRebuildVerb,
} from './verbs/witness.ts';

/** Verbs on retention, this machine's own copy and colleagues' checkpoints. */
export function witnessCommands(program: Command, checkpoint: Command, { verb, act }: Verbs): void {
  const cut = program.command('cut').description('removal of the oldest entries').exitOverride();
  const wish = (command: Command): Command =>
    command
      .option('--before <time>', 'everything that happened before it: 2020-01-01, or RFC 3339')
      .option('--entries <n>', 'this many entries from the first on');
  wish(verb(cut, 'plan', 'say what would be removed')).action((options: CutOptions) =>
    act((context) => cutPlanVerb(context, options)),
  );
  wish(verb(cut, 'sign', 'verify the log, sign the certificate, write it with the SQL that removes'))
    .requiredOption('--policy <text>', 'the rule under which they are removed')
    .requiredOption('--out <file>', 'where to write certificate and SQL')
    .action((options: CutOptions & { policy: string; out: string }) =>
      act((context) => cutSignVerb(context, options)),
    );
  verb(cut, 'list', 'list the certificates').action(() => act(cutListVerb));
  verb(cut, 'verify', 'verify a certificate')
    .argument('<file>', 'the certificate, or the SQL file that holds it')
    .action((file: string) => act((context) => cutVerifyVerb(context, file)));
  verb(checkpoint, 'compare', "compare a colleague's checkpoint with this machine's copy")
    .argument('<file>', 'the checkpoint, as `checkpoint export` writes it')
    .option('--key <file>', 'the colleague’s certificate, as `key export --format certificate` writes it')
    .option('--accept <sha256>', 'accept that certificate: its fingerprint, as the colleague reads it out')
    .action((file: string, options: CompareOptions) => act((context) => compareVerb(context, file, options)));
  const witness = program.command('witness').description("this machine's own copy").exitOverride();
  verb(witness, 'check', 'check that it is whole').action(() => act(witnessCheckVerb));
  verb(witness, 'begin', 'begin it behind a removal whose certificate you accept; without --accept: show it')
    .option('--accept <sha256>', 'fingerprint of the signer’s certificate, as that officer reads it out')
    .option('--reason <text>', 'why; it stands in every later report')
    .action((options: { accept?: string; reason?: string }) =>
      act((context) => witnessBeginVerb(context, options)),
    );
  verb(witness, 'rebuild', 'keep the old one beside and read a new one from the clinic')
    .requiredOption('--reason <text>', 'why; it stands in every later report')
    .action((options: { reason: string }) => act((context) => witnessRebuildVerb(context, options)));
}
