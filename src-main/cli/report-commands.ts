import type { Command } from 'commander';
import { OPTIONAL_PARTS } from '../../src-shared/reports/optional-parts.ts';
import { READINESS_KINDS } from '../../src-shared/reports/readiness.ts';
import { REPORT_FORMATS } from '../../src-shared/reports/readiness-list.ts';
import { Fault } from '../base/fault.ts';
import type { Verbs } from './proof-commands.ts';
import { type ReadinessOptions, readinessVerb } from './verbs/readiness.ts';
import {
  countersignVerb,
  type ReportOptions,
  reportVerb,
  reportVerifyAloneVerb,
  reportVerifyVerb,
} from './verbs/report.ts';

/** Verbs on reports: of a verification, of a review, and on what was signed. */
export function addReportCommands(program: Command, { verb, act, alone }: Verbs): void {
  const report = verb(
    program,
    'report',
    'verify and write the audit integrity report, or make a readiness report',
  )
    .option('--out <file>', 'where to write the PDF; of a readiness report the folder')
    .option('--sign', 'sign it with the token')
    .option('--json-out <file>', 'write the same as JSON')
    .option('--level <level>', 'level to verify at', 'blockchain')
    .option('--run <id>', 'report on an earlier verification instead')
    .option('--framework <id>', 'readiness report on the newest review of this framework')
    .option('--kind <kind>', `readiness report of this kind: ${READINESS_KINDS.join(', ')}`)
    .option('--without <parts>', `what the readiness report goes without: any of ${OPTIONAL_PARTS.join(',')}`)
    .option('--cycle <id>', 'the review that it is about (default: the newest in the period)')
    .option('--from <day>', 'first day of the period (default: of the review, or 90 days before the last)')
    .option('--to <day>', 'last day of the period (default: of the review, or today)')
    .option('--format <formats>', `any of ${REPORT_FORMATS.join(',')}`, 'pdf')
    .action((options: Partial<ReportOptions> & ReadinessOptions & { level: string }) =>
      act((context) => {
        if (options.kind !== undefined || options.framework !== undefined)
          return readinessVerb(context, options);
        if (options.out === undefined)
          throw new Fault('usage', 'Where to write the report is missing.', 'Give --out FILE.pdf.');
        return reportVerb(context, { ...options, out: options.out });
      }),
    );
  verb(program, 'countersign', 'add a further signature to a report that was signed')
    .argument('<id>', 'id of the report')
    .requiredOption('--out <file>', 'where to write the PDF')
    .option('--role <role>', 'in what capacity', 'Reviewer')
    .action((id: string, options: { out: string; role: string }) =>
      act((context) => countersignVerb(context, id, options)),
    );
  verb(report, 'verify', 'verify a signed PDF report, or the folder of a readiness report')
    .argument('<file>', 'the PDF, or the folder')
    .option('--trust <file>', 'certificate of the authority that is trusted (PEM)')
    .action((file: string, { trust }: { trust?: string }) =>
      trust === undefined
        ? act((context) => reportVerifyVerb(context, file))
        : alone(() => reportVerifyAloneVerb(file, trust)),
    );
}
