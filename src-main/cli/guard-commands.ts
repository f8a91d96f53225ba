import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  type GuardOptions,
  guardInstallVerb,
  guardRollBackVerb,
  guardStatusVerb,
  guardUpgradeVerb,
  type RollBackOptions,
} from './verbs/guard.ts';

/** The command that groups what is done to the clinic's database; made by whoever asks first. */
export const guardOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'guard') ??
  program.command('guard').description('what Attestry installs in the clinic’s database').exitOverride();

/** The verbs on the guard pack in the clinic's database. */
export function guardCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const guard = guardOf(program);
  const asAdministrator = (name: string, text: string): Command =>
    verb(guard, name, text)
      .requiredOption(
        '--database <url>',
        'postgresql://administrator@host:port/database; the password is asked for',
      )
      .option('--ca <file>', 'CA certificate of the database server (PEM)');
  verb(guard, 'status', 'say what is installed and what differs from the pack')
    .option('--database <url>', 'another connection than that of the profile')
    .option('--ca <file>', 'CA certificate of the database server (PEM)')
    .action((options: GuardOptions) => act((context) => guardStatusVerb(context, options)));
  asAdministrator('install', 'install what is missing')
    .option('--owner <role>', 'owner of the schema, made when it is not there', 'attestry_owner')
    .option('--officer <login>', 'login that may read the log and seal it')
    .option('--application <login>', 'login that may add entries to the log')
    .option('--dry-run', 'print the plan, change nothing')
    .action((options: GuardOptions) => act((context) => guardInstallVerb(context, options)));
  asAdministrator('upgrade', 'bring an installation up to this version')
    .option('--dry-run', 'print the plan, change nothing')
    .action((options: GuardOptions) => act((context) => guardUpgradeVerb(context, options)));
  asAdministrator('rollback', 'take everything away again')
    .option('--keep-log <file>', 'write a copy of the log first')
    .option('--lose-the-log', 'throw the entries away without a copy')
    .option('--dry-run', 'print the plan and what would be lost, change nothing')
    .action((options: RollBackOptions) => act((context) => guardRollBackVerb(context, options)));
}
