import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  colleagueAddVerb,
  colleagueRemoveVerb,
  colleaguesVerb,
  evidenceCertificateVerb,
  evidenceShareVerb,
} from './verbs/colleagues.ts';
import {
  evidenceAddVerb,
  evidenceListVerb,
  type EvidenceOptions,
  evidenceSealVerb,
} from './verbs/evidence.ts';
import {
  type ApproveOptions,
  type OpenOptions,
  reviewsApproveVerb,
  reviewsLintVerb,
  reviewsListVerb,
  reviewsLockVerb,
  reviewsOpenVerb,
  reviewsShowVerb,
  reviewsVerifyVerb,
} from './verbs/reviews.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

const collected = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Verbs on reviews of controls, and on evidence. */
export function reviewCommands(program: Command, { verb, act }: Parts): void {
  const reviews = program.command('reviews').description('reviews of controls over a period').exitOverride();
  verb(reviews, 'list', 'list the review cycles').action(() => act(reviewsListVerb));
  verb(reviews, 'open', 'open a cycle with every requirement of its frameworks')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--framework <id>', 'a framework; may be given several times', collected)
    .requiredOption('--from <day>', 'first day of the period')
    .requiredOption('--to <day>', 'last day of the period')
    .requiredOption('--due <day>', 'when it has to be done')
    .option('--owner <name>', 'who is responsible')
    .action((options: OpenOptions) => act((c) => reviewsOpenVerb(c, options)));
  verb(reviews, 'show', 'print a cycle; with --json everything about it')
    .argument('<cycle>', 'id of the cycle')
    .action((cycle: string) => act((c) => reviewsShowVerb(c, cycle)));
  verb(reviews, 'lint', 'list what is missing or contradicts itself')
    .argument('<cycle>', 'id of the cycle')
    .action((cycle: string) => act((c) => reviewsLintVerb(c, cycle)));
  verb(reviews, 'approve', 'approve controls with the token; without --control all that wait')
    .argument('<cycle>', 'id of the cycle')
    .option('--control <id>', 'as CC6.1; may be given several times', collected)
    .action((cycle: string, options: ApproveOptions) => act((c) => reviewsApproveVerb(c, cycle, options)));
  verb(reviews, 'lock', 'lock a cycle in which nothing is missing, with the token')
    .argument('<cycle>', 'id of the cycle')
    .action((cycle: string) => act((c) => reviewsLockVerb(c, cycle)));
  verb(reviews, 'verify', 'check every signature, result and file of a cycle')
    .argument('<cycle>', 'id of the cycle')
    .action((cycle: string) => act((c) => reviewsVerifyVerb(c, cycle)));
  const evidence = program
    .command('evidence')
    .description('documents that show that controls work')
    .exitOverride();
  verb(evidence, 'add', 'keep a copy of a file under its hash')
    .argument('<file>', 'the file')
    .requiredOption('--title <title>', 'what it is')
    .requiredOption('--source <source>', 'where it comes from')
    .requiredOption('--from <day>', 'first day that it speaks of')
    .requiredOption('--to <day>', 'last day that it speaks of')
    .option('--expires <day>', 'last day on which it counts')
    .action((file: string, options: EvidenceOptions) =>
      act((c) => evidenceAddVerb(c, file, evidenceOptions(options))),
    );
  verb(evidence, 'list', 'list the library').action(() => act((c) => evidenceListVerb(c, false)));
  verb(evidence, 'seal', 'encrypt every copy that lies in clear under a key of the token').action(() =>
    act(evidenceSealVerb),
  );
  verb(evidence, 'colleagues', 'list whom encrypted evidence is opened up to').action(() =>
    act(colleaguesVerb),
  );
  verb(evidence, 'colleague-add', 'open new evidence up to a colleague, by their certificate')
    .argument('<certificate>', 'the file that they saved with `evidence certificate`')
    .requiredOption('--fingerprint <sha256>', 'SHA-256 of their public key, as they say it is')
    .action((file: string, options: { fingerprint: string }) =>
      act((c) => colleagueAddVerb(c, file, options)),
    );
  verb(evidence, 'colleague-remove', 'open nothing up to a colleague any more')
    .argument('<sha256>', 'SHA-256 of their public key')
    .action((fingerprint: string) => act((c) => colleagueRemoveVerb(c, fingerprint)));
  verb(evidence, 'share', 'open the evidence of this token up to colleagues').action(() =>
    act(evidenceShareVerb),
  );
  verb(evidence, 'certificate', 'write the certificate by which colleagues name you')
    .requiredOption('--out <file>', 'where to')
    .action((options: { out: string }) => act((c) => evidenceCertificateVerb(c, options)));
  verb(evidence, 'check', 'read every copy again').action(() => act((c) => evidenceListVerb(c, true)));
}

/** Without the options that every verb has. */
const evidenceOptions = ({ title, source, from, to, expires }: EvidenceOptions): EvidenceOptions => ({
  ...{ title, source, from, to },
  ...(expires === undefined ? {} : { expires }),
});
