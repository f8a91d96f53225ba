import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import { type BundleCreateOptions, bundleCreateVerb, bundleVerifyVerb } from './verbs/bundle.ts';

/** Bundles for auditors. */
export function bundleCommands(program: Command, { verb, act, alone }: Verbs): void {
  const bundle = program.command('bundle').description('bundles for auditors').exitOverride();
  verb(bundle, 'create', 'write entries with their proofs, and signed reports, into one signed file')
    .requiredOption('--out <file>', 'where to write it (ZIP)')
    .option(
      '--entries <numbers>',
      'entries that go in whole, such as 1200,1300-1310; the file is then encrypted',
    )
    .option('--reports <ids>', 'ids of signed reports, separated by commas')
    .option('--note <text>', 'why it is made, without names of patients', '')
    .action((options: BundleCreateOptions) => act((context) => bundleCreateVerb(context, options)));
  verb(bundle, 'verify', 'look a bundle over; needs no database, no token and no profile')
    .argument('<file>', 'the bundle')
    .option('--trust <file>', 'certificate of the authority that is trusted (PEM)')
    .action((file: string, options: { trust?: string }) => alone(() => bundleVerifyVerb(file, options)));
}
