import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  type ConnectOptions,
  limitsConnectVerb,
  limitsListVerb,
  limitsRefreshVerb,
  limitsRevokeVerb,
  limitsSetVerb,
  type SetOptions,
} from './verbs/limits.ts';

/** The verbs on how often something may be done, and on the systems that are reached by FHIR. */
export function addLimitsCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const limits = program
    .command('limits')
    .description('how often something may be done, and connections to other systems by FHIR')
    .exitOverride();
  verb(limits, 'list', 'limits with their use, and connections').action(() => act(limitsListVerb));
  verb(limits, 'set', 'how often something may be done by one subject')
    .argument('<kind>', 'as fhir-sync, export')
    .requiredOption('--most <n>', 'so many times')
    .option('--seconds <n>', 'within this time', '3600')
    .action((kind: string, options: SetOptions) => act((context) => limitsSetVerb(context, kind, options)));
  verb(limits, 'connect', 'keep a connection; its credentials are asked for and encrypted with the token')
    .argument('<name>', 'what it is called')
    .requiredOption('--url <url>', 'address of the FHIR server (https, without credentials)')
    .requiredOption('--client <id>', 'who the hospital is there')
    .option('--scopes <scopes>', 'what it may do there', '')
    .option('--until <instant>', 'end of the credentials, as 2027-01-31T00:00:00Z')
    .action((name: string, options: ConnectOptions) =>
      act((context) => limitsConnectVerb(context, name, options)),
    );
  verb(limits, 'refresh', 'new credentials for a connection')
    .argument('<id>', 'its id')
    .option('--until <instant>', 'end of the credentials')
    .action((id: string, options: { until?: string }) =>
      act((context) => limitsRefreshVerb(context, id, options)),
    );
  verb(limits, 'revoke', 'remove the credentials of a connection for good')
    .argument('<id>', 'its id')
    .requiredOption('--reason <text>', 'why, at least ten characters')
    .action((id: string, options: { reason: string }) =>
      act((context) => limitsRevokeVerb(context, id, options)),
    );
}
