import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  type HoldOptions,
  retentionEraseVerb,
  retentionErasureVerb,
  retentionHoldVerb,
  retentionListVerb,
  retentionPlanVerb,
  retentionReleaseVerb,
  type RetentionRunOptions,
  retentionRunVerb,
  type RetentionSetOptions,
  retentionSetVerb,
} from './verbs/retention.ts';

/** The verbs on how long rows are kept, on holds and on deleting. */
export function addRetentionCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const retention = program
    .command('retention')
    .description('how long the clinic’s rows are kept, legal holds, and deleting what need not be kept')
    .exitOverride();
  const changing = (name: string, text: string): Command =>
    verb(retention, name, text)
      .requiredOption('--database <url>', 'as its administrator: postgresql://USER@HOST:PORT/DATABASE')
      .option('--ca <file>', 'CA certificate of the database server (PEM)');
  verb(retention, 'list', 'rules, holds and deletions').action(() => act(retentionListVerb));
  verb(retention, 'set', 'how long rows of a table are kept')
    .argument('<table>', 'SCHEMA.TABLE')
    .option('--months <n>', 'how long')
    .option('--date <column>', 'column from which the time is counted')
    .option('--patient <column>', 'column that names the patient')
    .option('--basis <text>', 'the law or rule, without anybody’s name')
    .option('--off', 'switch it off')
    .action((name: string, options: RetentionSetOptions) =>
      act((context) => retentionSetVerb(context, name, options)),
    );
  changing('plan', 'count what would be deleted; change nothing').action((options: RetentionRunOptions) =>
    act((context) => retentionPlanVerb(context, options)),
  );
  changing('run', 'delete what the rules let go, verify that it is gone, sign the certificate')
    .option('--resume <id>', 'go on with a deletion that was begun')
    .option('--out <file>', 'where to write the certificate: the signed document, or with .pdf its pages')
    .action((options: RetentionRunOptions) => act((context) => retentionRunVerb(context, options)));
  verb(retention, 'hold', 'forbid deleting: a table, a patient, both, or everything')
    .requiredOption('--reason <text>', 'why')
    .option('--table <table>', 'SCHEMA.TABLE')
    .option('--patient <key>', 'key of the patient')
    .action((options: HoldOptions) => act((context) => retentionHoldVerb(context, options)));
  verb(retention, 'release', 'lift a hold')
    .argument('<id>', 'its number')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: { reason: string }) =>
      act((context) => retentionReleaseVerb(context, id, options)),
    );
  changing('erase', 'erase one person’s rows, as far as nothing asks to keep them (GDPR, Art. 17)')
    .argument('<patient>', 'key of the patient')
    .option('--plan', 'count, and change nothing')
    .option('--out <file>', 'where to write the certificate: the signed document, or with .pdf its pages')
    .action((patient: string, options: RetentionRunOptions) =>
      act((context) => retentionEraseVerb(context, patient, options)),
    );
  verb(retention, 'erasure', 'switch erasing single persons on or off')
    .argument('<on-or-off>', 'on or off')
    .action((text: string) => act((context) => retentionErasureVerb(context, text)));
}
