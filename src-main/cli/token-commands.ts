import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { type InspectOptions, tokenInspectVerb, tokenListVerb } from './verbs/token.ts';

/** Adds `token list` and `token inspect`. */
export function addTokenCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (verb: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const token = program.command('token').description('signing tokens').exitOverride();
  verb(token, 'list', 'the modules on this computer and the tokens that are in').action(() =>
    act(tokenListVerb),
  );
  verb(token, 'inspect', 'what a module is and, once it was agreed to, what its tokens can do')
    .argument('<file>', 'the PKCS#11 module')
    .option('--trust <sha256>', 'agree to load the file with this hash')
    .action((file: string, options: InspectOptions) =>
      act((context) => tokenInspectVerb(context, file, options)),
    );
}
