import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  rightsAccountVerb,
  rightsCollectVerb,
  rightsMapCheckVerb,
  rightsMapSetVerb,
  rightsMapShowVerb,
  rightsMapTestVerb,
} from './verbs/dossiers.ts';
import { type ReviewOptions, rightsReviewVerb } from './verbs/review.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

/** Verbs of collecting, reviewing and accounting; beside those of patients' requests. */
export function dossierCommands(rights: Command, { verb, act }: Parts): void {
  const map = rights
    .command('map')
    .description('which tables make up the designated record set')
    .exitOverride();
  verb(map, 'show', 'print the dossier map in use').action(() => act(rightsMapShowVerb));
  verb(map, 'check', 'say what is wrong with a map, line by line')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => act((c) => rightsMapCheckVerb(c, file)));
  verb(map, 'set', 'use a map of your own')
    .argument('[file]', 'YAML or JSON; left out: the one that was shipped')
    .action((file: string | undefined) => act((c) => rightsMapSetVerb(c, file ?? null)));
  verb(map, 'test', 'try every source in the clinic’s database, and look at what the role may do')
    .argument('[case]', 'count the rows of its patient; asks for the PIN')
    .action((caseId: string | undefined) => act((c) => rightsMapTestVerb(c, caseId ?? null)));
  verb(rights, 'collect', 'collect what a case asks for, or go on where it was broken off')
    .argument('<case>', 'e.g. R-2026-0001')
    .action((caseId: string) => act((c) => rightsCollectVerb(c, caseId)));
  verb(rights, 'review', 'how far a review is; or decide items, confirm grounds, finish')
    .argument('<case>', 'e.g. R-2026-0001')
    .option('--list', 'list the items that the filter finds; they are patient data')
    .option('--source <source>', 'of one source alone')
    .option('--held', 'only what is held')
    .option('--undecided', 'only what nobody has decided')
    .option('--words <text>', 'only what holds this text')
    .option('--decide <decision>', 'release, redact, withhold or open: all that the filter finds')
    .option('--ground <code>', 'why it is redacted or withheld')
    .option('--fields <names>', 'fields to redact, with commas')
    .option('--confirm <codes>', 'as a licensed health care professional, confirm grounds; signed')
    .option('--finish', 'decide the case by what its items came to; signed')
    .action((caseId: string, options: ReviewOptions) => act((c) => rightsReviewVerb(c, caseId, options)));
  verb(rights, 'account', 'the accounting of disclosures of a case')
    .argument('<case>', 'e.g. R-2026-0001')
    .option('--fix', 'fix it as the one that is given')
    .action((caseId: string, options: { fix?: boolean }) =>
      act((c) => rightsAccountVerb(c, caseId, options)),
    );
}
