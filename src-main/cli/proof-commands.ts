import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { type FhirOptions, fhirVerb, findingsVerb, type FindingsOptions } from './verbs/export.ts';
import { fhirCheckVerb } from './verbs/fhir.ts';
import {
  checkpointExportVerb,
  entryVerb,
  keyExportVerb,
  proofCreateVerb,
  type ProofCreateOptions,
  proofVerifyVerb,
  type ProofVerifyOptions,
} from './verbs/proof.ts';

/** How verbs are added and run; see run.ts. */
export type Verbs = {
  readonly verb: (parent: Command, name: string, text: string) => Command;
  readonly act: (verb: (context: Context) => Promise<Outcome>) => Promise<void>;
  /** Runs a verb that needs no profile; none is made. */
  readonly alone: (verb: () => Promise<Outcome>) => Promise<void>;
};

/** Verbs on single entries, and on what an auditor is given. */
export function proofCommands(program: Command, checkpoint: Command, { verb, act, alone }: Verbs): void {
  verb(program, 'entry', 'look at one entry: as witnessed, as it is now, and what comparing them comes to')
    .argument('<id>', 'number of the entry')
    .option('--level <level>', 'record (asks no database), basic or full', 'full')
    .action((id: string, options: { level: string }) => act((context) => entryVerb(context, id, options)));
  verb(checkpoint, 'export', 'write the newest checkpoint as a signed note')
    .requiredOption('--out <file>', 'where to write it')
    .action((options: { out: string }) => act((context) => checkpointExportVerb(context, options)));
  const key = program.command('key').description('public keys').exitOverride();
  verb(key, 'export', 'write the public key that signed the newest checkpoint')
    .requiredOption('--out <file>', 'where to write it')
    .option('--format <format>', 'vkey (one line, for readers of signed notes), pem or certificate', 'vkey')
    .action((options: { out: string; format: string }) => act((context) => keyExportVerb(context, options)));
  const proof = program.command('proof').description('proofs of single entries').exitOverride();
  verb(proof, 'create', 'write proof files of entries')
    .argument('<id...>', 'numbers of the entries')
    .requiredOption('--out <file>', 'the file; for several entries the folder')
    .option('--with-content', 'put the entries themselves in: patient, address, session and details')
    .action((ids: string[], options: ProofCreateOptions) =>
      act((context) => proofCreateVerb(context, ids, options)),
    );
  verb(proof, 'verify', 'verify a proof file; needs no database, no token and no profile')
    .argument('<file>', 'the proof file')
    .requiredOption('--key <file>', 'key that is trusted: verifier key, public key or certificate')
    .option('--entry <file>', 'bytes of the entry, when the proof file does not hold them')
    .action((file: string, options: ProofVerifyOptions) => alone(() => proofVerifyVerb(file, options)));
  verb(program, 'findings', 'write the findings of a verification as a file')
    .argument('<run>', 'id of the verification run')
    .requiredOption('--out <file>', 'where to write it')
    .option('--format <format>', 'csv or json', 'csv')
    .action((run: string, options: FindingsOptions) => act((context) => findingsVerb(context, run, options)));
  const fhir = program.command('fhir').description('HL7 FHIR').exitOverride();
  verb(fhir, 'check', 'check a Patient, an Observation or a Bundle against FHIR R4')
    .argument('<file>', 'JSON file of at most 10 MB')
    .action((file: string) => act((context) => fhirCheckVerb(context, file)));
  verb(fhir, 'export', 'write sealed entries as FHIR R4 AuditEvents')
    .requiredOption('--out <file>', 'where to write it')
    .option('--format <format>', 'bundle (one document) or ndjson (one resource a line)', 'bundle')
    .option('--from <date>', 'only entries whose time is not before this')
    .option('--to <date>', 'only entries whose time is before this')
    .action((options: FhirOptions) => act((context) => fhirVerb(context, options)));
}
