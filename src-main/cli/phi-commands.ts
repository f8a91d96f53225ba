import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import type { DatabaseOptions } from './database-login.ts';
import { accessAdoptVerb, accessVerb } from './verbs/access.ts';
import {
  classifyDecideVerb,
  classifyListVerb,
  classifyScanVerb,
  type DecideOptions,
  type ListOptions,
} from './verbs/classify.ts';
import {
  fieldsChangeVerb,
  fieldsKeyTimeVerb,
  fieldsListVerb,
  fieldsPlanVerb,
  fieldsSearchVerb,
  fieldsVerifyVerb,
} from './verbs/fields.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

/** Verbs on what the columns of the clinic hold. */
export function phiCommands(program: Command, { verb, act }: Parts): void {
  const classify = program
    .command('classify')
    .description('what each column of the clinic holds')
    .exitOverride();
  verb(classify, 'scan', 'propose a class for every column')
    .option(
      '--database <url>',
      'administrator, to look at a sample of values too: postgresql://user@host/database',
    )
    .option('--ca <file>', 'CA certificate of the database server (PEM)')
    .action((options: DatabaseOptions) => act((context) => classifyScanVerb(context, options)));
  verb(classify, 'list', 'the columns with what was decided or is proposed')
    .option('--class <class>', 'only of this class')
    .option('--undecided', 'only those nobody decided on')
    .option('--drift', 'only those that differ from what was decided')
    .action((options: ListOptions) => act((context) => classifyListVerb(context, options)));
  verb(classify, 'decide', 'accept proposals, reject them, or choose a class')
    .argument('[columns...]', 'SCHEMA.TABLE.COLUMN or SCHEMA.TABLE (default: all undecided ones)')
    .option('--accept', 'as proposed')
    .option('--min-confidence <n>', 'without columns: only proposals at least so sure, 0 to 1', '0')
    .option('--reject', 'the proposal is wrong: nothing personal')
    .option('--class <class>', 'choose a class')
    .option('--encrypt', 'with --class: it has to be encrypted')
    .option('--reason <text>', 'why; needed with --reject and --class')
    .action((columns: string[], options: DecideOptions) =>
      act((context) => classifyDecideVerb(context, columns, options)),
    );
  const phi = program.command('phi').description('who can read health information').exitOverride();
  verb(phi, 'access', 'which role reads which field now; exit code 2 when more is read than is meant').action(
    () => act(accessVerb),
  );
  verb(phi, 'adopt', 'save what is now as what is meant')
    .requiredOption('--reason <text>', 'why; kept for good')
    .action((options: { reason: string }) => act((context) => accessAdoptVerb(context, options)));
  const fields = program.command('fields').description('encrypted columns of the clinic').exitOverride();
  const changing = (name: string, text: string): Command =>
    verb(fields, name, text)
      .option('--database <url>', 'administrator: postgresql://user@host/database')
      .option('--ca <file>', 'CA certificate of the database server (PEM)');
  verb(fields, 'list', 'which columns are encrypted').action(() => act(fieldsListVerb));
  changing('key-time', 'for how long a program may read with the key it was given; sets it with SECONDS')
    .argument('[seconds]', '5 to 3600')
    .action((seconds: string | undefined, options: DatabaseOptions) =>
      act((c) => fieldsKeyTimeVerb(c, seconds, options)),
    );
  changing('plan', 'say what stands in the way; changes nothing')
    .argument('<columns...>', 'SCHEMA.TABLE.COLUMN')
    .action((columns: string[], options: DatabaseOptions) => act((c) => fieldsPlanVerb(c, columns, options)));
  changing('encrypt', 'encrypt what is written from now on, then every row from before')
    .argument('<columns...>', 'SCHEMA.TABLE.COLUMN')
    .action((columns: string[], options: DatabaseOptions) =>
      act((c) => fieldsChangeVerb(c, 'encrypt', columns, options)),
    );
  changing('verify', 'look for readable values that are left')
    .argument('<columns...>', 'SCHEMA.TABLE.COLUMN')
    .action((columns: string[], options: DatabaseOptions) =>
      act((c) => fieldsVerifyVerb(c, columns, options)),
    );
  changing('search', 'let programs with the key find equal values; run again, it catches up')
    .argument('<columns...>', 'SCHEMA.TABLE.COLUMN')
    .requiredOption(
      '--rule <rule>',
      'what counts as equal: exact, digits, words; none: not searchable any more',
    )
    .action((columns: string[], options: DatabaseOptions & { rule: string }) =>
      act((c) => fieldsSearchVerb(c, columns, options)),
    );
  changing('rotate', 'a new key, and every value under it').action((options: DatabaseOptions) =>
    act((c) => fieldsChangeVerb(c, 'rotate', [], options)),
  );
  changing('rollback', 'decrypt columns for good, and take everything off their tables')
    .argument('<columns...>', 'SCHEMA.TABLE.COLUMN')
    .action((columns: string[], options: DatabaseOptions) =>
      act((c) => fieldsChangeVerb(c, 'rollback', columns, options)),
    );
}
