import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { deliverySettingsVerb, type DeliverySettingsOptions } from './verbs/delivery-settings.ts';
import {
  rightsDeliverVerb,
  type DeliverOptions,
  rightsLabelVerb,
  rightsLetterVerb,
  type LetterOptions,
  rightsRespondVerb,
  type RespondOptions,
  rightsSettleVerb,
  type SettleOptions,
} from './verbs/responses.ts';

type Parts = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (run: (context: Context) => Promise<Outcome>) => Promise<void>;
};

/** Verbs of letters, answers and deliveries; all of them ask for the PIN. */
export function responseCommands(rights: Command, { verb, act }: Parts): void {
  verb(rights, 'letter', 'write a letter as PDF; refused while it lacks what the law asks for')
    .argument('<case>', 'e.g. R-2026-0001')
    .argument('<kind>', 'e.g. acknowledgement, extension, denial')
    .requiredOption('--out <file>', 'where to write the PDF')
    .option('--language <language>', 'en or es; left out: the one of the request')
    .option('--new-date <date>', 'of an extension')
    .option('--reason <reason...>', 'of an extension, e.g. records-elsewhere')
    .option('--fee <cents>', 'of a fee estimate, in cents')
    .option('--own <file...>', 'paragraphs of your own')
    .option('--preview', 'write it even while something is missing')
    .action((caseId: string, kind: string, options: LetterOptions) =>
      act((c) => rightsLetterVerb(c, caseId, kind, options)),
    );
  verb(rights, 'label', 'write the address for the envelope as PDF')
    .argument('<case>', 'e.g. R-2026-0001')
    .requiredOption('--out <file>', 'where to write the PDF')
    .action((caseId: string, options: { out: string }) => act((c) => rightsLabelVerb(c, caseId, options)));
  verb(rights, 'respond', 'prepare the answer: letter, copy of the record, FHIR R4, in an encrypted ZIP')
    .argument('<case>', 'e.g. R-2026-0001')
    .option('--form <form...>', 'pdf, fhir-json, fhir-xml; left out: pdf')
    .option('--own <file...>', 'paragraphs of your own for the letter')
    .option('--out <file>', 'a copy of the ZIP, for media')
    .option('--show-password', 'print the word that opens it')
    .action((caseId: string, options: RespondOptions) => act((c) => rightsRespondVerb(c, caseId, options)));
  verb(rights, 'deliver', 'deliver the prepared answer, or record that it was delivered')
    .argument('<case>', 'e.g. R-2026-0001')
    .requiredOption(
      '--manner <manner>',
      'portal, encrypted-e-mail, unencrypted-e-mail, media, mail, in-person',
    )
    .option('--to <file>', 'of e-mail: a file with the address')
    .option('--certificate <file>', 'of encrypted e-mail: the person’s certificate')
    .option('--warned', 'of unencrypted e-mail: the person was warned and still prefers it')
    .option('--on <date>', 'of media, mail, in person: the day on which it was given out')
    .option('--heeded <case...>', 'restrictions that you looked at; needed when it goes to others')
    .option('--proof <text>', 'of media, mail, in person: what shows it, e.g. a tracking number; no names')
    .action((caseId: string, options: DeliverOptions) => act((c) => rightsDeliverVerb(c, caseId, options)));
  verb(rights, 'delivery', 'show how answers leave the house, or change it')
    .option('--relay <host:port>', 'of e-mail; asks for the password when there is a user')
    .option('--security <security>', 'tls, starttls, or none (on this machine alone); left out: starttls')
    .option('--user <name>', 'whom the relay knows us as')
    .option('--from <address>', 'whom e-mails come from')
    .option('--relay-off', 'no e-mail')
    .option('--portal-folder <dir>', 'folder that the portal looks into, with its whole path')
    .option('--portal-days <days>', 'how long a link works; left out: 14')
    .option('--portal-off', 'no portal')
    .action((options: DeliverySettingsOptions) => act((c) => deliverySettingsVerb(c, options)));
  verb(rights, 'settle', 'record what was found out about a delivery whose outcome nobody knew')
    .argument('<case>', 'e.g. R-2026-0001')
    .argument('<delivery>', 'its id, as `rights deliver` told it')
    .requiredOption('--outcome <outcome>', 'sent or not-sent')
    .requiredOption('--note <text>', 'how it was found out; no names')
    .action((caseId: string, deliveryId: string, options: SettleOptions) =>
      act((c) => rightsSettleVerb(c, caseId, deliveryId, options)),
    );
}
