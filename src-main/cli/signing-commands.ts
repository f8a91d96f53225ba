import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { signVerb, timestampAuthorityVerb, timestampVerb, verifySignatureVerb } from './verbs/sign.ts';
import { signOffListVerb, signOffVerifyVerb } from './verbs/signoff.ts';

/** Adds what signs files and checks signatures, time-stamps, and sign-offs. */
export function addSigningCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (verb: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  verb(program, 'sign', 'sign any file beside itself (FILE.p7s, CAdES)')
    .argument('<file>', 'the file')
    .option('--out <file>', 'where to write the signature')
    .action((file: string, options: { out?: string }) => act((context) => signVerb(context, file, options)));
  verb(program, 'verify-signature', 'verify the signature that lies beside a file')
    .argument('<file>', 'the file that was signed')
    .option('--signature <file>', 'the signature (default: the name of the file with .p7s)')
    .option('--trust <file>', 'certificate of the authority that is trusted (PEM)')
    .action((file: string, options: { signature?: string; trust?: string }) =>
      act((context) => verifySignatureVerb(context, file, options)),
    );
  verb(program, 'timestamp-authority', 'where time-stamps come from')
    .argument('[url]', 'its address (http or https), or `none`')
    .option('--ca <file>', 'certificate to trust for time-stamps alone (PEM)')
    .option('--policy <oid>', 'policy to ask for')
    .action((url: string | undefined, options: { ca?: string; policy?: string }) =>
      act((context) => timestampAuthorityVerb(context, url, options)),
    );
  verb(program, 'timestamp', 'add a time-stamp to a signed PDF or to a .p7s')
    .argument(
      '[file]',
      'the signed PDF, or the signature (default: all signatures and reports that wait for one)',
    )
    .action((file: string | undefined) => act((context) => timestampVerb(context, file)));
  const signOff = program
    .command('signoff')
    .description('decisions that officers signed with their tokens')
    .exitOverride();
  verb(signOff, 'list', 'what was decided, by whom, and whether each signature holds').action(() =>
    act(signOffListVerb),
  );
  verb(signOff, 'verify', 'check one sign-off in full; needs no token and no database')
    .argument('<id-or-file>', 'its id, or a file that `signoff list --json` gave')
    .action((which: string) => act((context) => signOffVerifyVerb(context, which)));
}
