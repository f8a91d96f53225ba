import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { dossierCommands } from './dossier-commands.ts';
import { responseCommands } from './response-commands.ts';
import {
  rightsDueVerb,
  rightsListVerb,
  type RightsListOptions,
  rightsOpenVerb,
  type RightsOpenOptions,
  rightsShowVerb,
  rightsStepVerb,
  type RightsStepOptions,
} from './verbs/rights.ts';
import { type CorrectContactOptions, rightsCorrectContactVerb } from './verbs/rights-contact.ts';
import { rightsEraseVerb, type RightsEraseOptions } from './verbs/rights-erase.ts';
import { rightsEvidenceVerb, type RightsEvidenceOptions } from './verbs/rights-evidence.ts';
import { type MatchOptions, rightsMatchVerb } from './verbs/rights-match.ts';
import { rightsSettingsVerb, type RightsSettingsOptions } from './verbs/rights-settings.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

/** Verbs of patients' requests. What names people is read from a file, never from the command line. */
export function rightsCommands(program: Command, { verb, act }: Parts): void {
  const rights = program
    .command('rights')
    .description('patients’ requests: access, amendment, restriction, accounting, complaint')
    .exitOverride();
  verb(rights, 'list', 'open cases by the day they are due, the overdue first')
    .option('--all', 'the closed ones too')
    .option('--type <type>', 'of one right alone')
    .action((options: RightsListOptions) => act((c) => rightsListVerb(c, options)));
  verb(rights, 'show', 'where a case stands, and what its next steps are')
    .argument('<case>', 'e.g. R-2026-0001')
    .option('--words', 'what names people too; asks for the PIN')
    .action((caseId: string, options: { words?: boolean }) => act((c) => rightsShowVerb(c, caseId, options)));
  verb(rights, 'open', 'open a case')
    .requiredOption('--opening <file>', 'JSON: type, day of receipt, channel, requester (docs/rights.md)')
    .requiredOption('--words <file>', 'JSON: patient, requester, wish; sealed under the token')
    .option('--scan <file>', 'the request as it came')
    .action((options: RightsOpenOptions) => act((c) => rightsOpenVerb(c, options)));
  verb(rights, 'step', 'take a step in a case')
    .argument('<case>', 'e.g. R-2026-0001')
    .argument('<step>', 'its name, as `rights show` lists it')
    .option('--facts <json>', 'what the step brings; no names of patients', '{}')
    .option('--note <file>', 'words beside it; sealed under the token')
    .action((caseId: string, step: string, options: RightsStepOptions) =>
      act((c) => rightsStepVerb(c, caseId, step, options)),
    );
  verb(rights, 'correct-contact', 'put an address, telephone or e-mail of an open case right')
    .argument('<case>', 'e.g. R-2026-0001')
    .requiredOption(
      '--from <file>',
      'JSON: whose, what it is now, why (docs/rights.md); sealed under the token',
    )
    .action((caseId: string, options: CorrectContactOptions) =>
      act((c) => rightsCorrectContactVerb(c, caseId, options)),
    );
  verb(rights, 'match', 'find the patient of a case, with the score explained; they are patient data')
    .argument('<case>', 'e.g. R-2026-0001')
    .option('--person <file>', 'JSON: whom to look for; left out: as the request writes the patient')
    .option('--link <id>', 'this is the patient: one of those that were found')
    .action((caseId: string, options: MatchOptions) => act((c) => rightsMatchVerb(c, caseId, options)));
  verb(rights, 'erase', 'carry an approved erasure out, or go on with it; the result goes into the case')
    .argument('<case>', 'e.g. R-2026-0001')
    .requiredOption('--database <url>', 'as its administrator: postgresql://USER@HOST:PORT/DATABASE')
    .option('--ca <file>', 'CA certificate of the database server (PEM)')
    .option('--plan', 'count, and change nothing')
    .option('--out <file>', 'where to write the certificate: the signed document, or with .pdf its pages')
    .action((caseId: string, options: RightsEraseOptions) => act((c) => rightsEraseVerb(c, caseId, options)));
  verb(rights, 'due', 'record and list what has become urgent or late; for cron or a timer').action(() =>
    act(rightsDueVerb),
  );
  verb(rights, 'evidence', 'write a case for an authority, and sign it beside itself; names no patient')
    .argument('<case>', 'e.g. R-2026-0001')
    .requiredOption('--out <file>', 'where to write the JSON; the signature lies beside it')
    .action((caseId: string, options: RightsEvidenceOptions) =>
      act((c) => rightsEvidenceVerb(c, caseId, options)),
    );
  verb(rights, 'settings', 'who the organisation is, or change it; exit code 2 while letters lack something')
    .option('--from <file>', 'JSON with the members to change (docs/rights.md)')
    .action((options: RightsSettingsOptions) => act((c) => rightsSettingsVerb(c, options)));
  dossierCommands(rights, { verb, act });
  responseCommands(rights, { verb, act });
}
