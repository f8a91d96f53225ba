import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Handlers } from '../../src-shared/ipc/contract.ts';
import type { ConnectionInput } from '../../src-shared/clinic/types.ts';
import { writeDurably } from '../base/durable-file.ts';
import { Fault } from '../base/fault.ts';
import { isLoopback } from '../clinic/index.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import type { JobRunner } from '../jobs/index.ts';
import type { Services } from '../jobs/ports.ts';
import { anchorsFrom } from '../reports/index.ts';
import type { FileDialogs, Push } from './ports.ts';

const PDF = { name: 'PDF document', extensions: ['pdf'] };
const CERTIFICATE = { name: 'Certificate', extensions: ['pem', 'crt', 'cer'] };
const JSON_FILE = { name: 'JSON', extensions: ['json'] };
/** A report is a few hundred kilobytes; what is larger is no report of ours and would only fill the memory. */
const LARGEST_PDF = 100_000_000;

/** Maps the contract to the services; no logic of its own. */
export function handlersFor(parts: {
  readonly services: Services;
  readonly jobs: JobRunner;
  readonly dialogs: FileDialogs;
  readonly push: Push;
  readonly applyColourScheme: (scheme: 'system' | 'light' | 'dark') => void;
}): Handlers {
  const { services, jobs, dialogs, push } = parts;
  const { audit, clinic, token, reports, sample, monitor, acknowledgements } = services;
  const changed = (): void => {
    push('status.changed', {});
  };
  const connectionOf = async (
    input: ConnectionInput,
  ): Promise<{ connection: ClinicConnection; caFile: string | null }> => {
    const caFile = input.caHandle === null ? null : dialogs.pathOf(input.caHandle);
    const { host, port, database, user, password } = input;
    const ca = caFile === null ? null : await readFile(caFile, 'utf8');
    return {
      connection: {
        host,
        port,
        database,
        user,
        password,
        tls: isLoopback(host) ? 'loopback' : 'verify-full',
        ca,
      },
      caFile,
    };
  };

  return {
    'app.ready': async () => ({
      version: services.version,
      platform: process.platform,
      colourScheme: await services.colourScheme.get(),
      samplePin: await services.samplePin(),
    }),
    'app.status': () => services.status(),
    'settings.colour-scheme': async ({ scheme }) => {
      await services.colourScheme.set(scheme);
      parts.applyColourScheme(scheme);
      return {};
    },
    'clinic.choose-ca': async () => ({
      file: await dialogs.openFile({
        title: 'CA certificate of the database server',
        filters: [CERTIFICATE],
      }),
    }),
    'clinic.check': async (input) => {
      const { ready, checks } = await clinic.check((await connectionOf(input)).connection);
      return { ready, checks: [...checks] };
    },
    'clinic.connect': async (input) => {
      const { connection, caFile } = await connectionOf(input);
      const { ready, checks } = await clinic.connect(connection, caFile);
      return { ready, checks: [...checks] };
    },
    'clinic.disconnect': async () => {
      await clinic.disconnect();
      return {};
    },
    'sample.explore': () => ({
      jobId: jobs.start('sample', 'Sample clinic', async (work) => {
        await sample.up({ entries: null, seed: null }, work);
        changed();
        return null;
      }),
    }),
    'token.modules': async () => ({ modules: [...(await token.modules())] }),
    'token.choose-module': async () => {
      const file = await dialogs.openFile({
        title: 'PKCS#11 module',
        filters: [{ name: 'PKCS#11 module', extensions: ['so', 'dll', 'dylib'] }],
      });
      return { module: file === null ? null : token.addFile(dialogs.pathOf(file.handle)) };
    },
    'token.inspect': async ({ moduleId }) => {
      const { module, tokens } = await token.inspect(moduleId);
      return { module, tokens: [...tokens] };
    },
    'token.use': async ({ moduleId, serial }) => {
      const chosen = await token.use(moduleId, serial);
      return {
        ready: true,
        checks: [
          {
            id: 'token',
            outcome: 'ok',
            title: 'Token',
            detail: `${chosen.label} (serial number ${chosen.serial}) is in and answers.`,
            remedy: '',
          },
          {
            id: 'key',
            outcome: 'skipped',
            title: 'Key and certificate',
            detail: 'They are looked at when you sign in.',
            remedy: '',
          },
        ],
      };
    },
    'token.list': async () => ({ tokens: [...(await token.list())] }),
    'session.sign-in': async ({ serial, pin, confirmed }) => ({
      identity: await token.signIn(serial, pin, { confirmed: confirmed === true }),
    }),
    'session.sign-out': async () => {
      await token.signOut();
      return {};
    },
    'audit.levels': async () => ({ levels: [...(await audit.levels())] }),
    'audit.seal': () => ({
      jobId: jobs.start('seal', 'Sealing the log', async (work) => {
        // Without anybody signed in there is no checkpoint: the status says so, and it is no failure.
        const { stopped } = await audit.seal(work);
        changed();
        if (stopped)
          throw new Fault(
            'checkpoint-inconsistent',
            'What was sealed does not agree with the entries, or with what this machine saw before; nothing was taken over.',
            'Verify the log at the level "block chain" now.',
          );
        return null;
      }),
    }),
    'audit.verify': ({ level }) => ({
      jobId: jobs.start('verify', 'Verifying the log', async (work) => {
        const { runId } = await audit.verify(level, work);
        push('runs.changed', {});
        changed();
        return runId;
      }),
    }),
    'audit.runs': async () => ({ runs: [...(await audit.runs.list())] }),
    'audit.run': ({ runId }) => audit.runs.run(runId),
    'audit.findings': async ({ runId, offset, limit, type }) => {
      const { total, rows } = await audit.runs.findings(runId, offset, limit, type);
      return { total, rows: [...rows] };
    },
    'audit.finding': ({ runId, index }) => audit.runs.finding(runId, index),
    'audit.checkpoint': async () => ({ checkpoint: await audit.checkpoint() }),
    'monitor.status': () => monitor.status(),
    'monitor.set': async (settings) => {
      await monitor.set(settings);
      return {};
    },
    'findings.acknowledge': async ({ runId, index, reason }) => {
      await acknowledgements.acknowledge(runId, index, reason);
      push('runs.changed', {});
      return {};
    },
    'findings.acknowledgements': async ({ runId, index }) => ({
      acknowledgements: [...(await acknowledgements.list(runId, index))],
    }),
    'reports.create': ({ runId, sign }) => ({
      jobId: jobs.start('report', 'Audit integrity report', async (work) => {
        const reportId = await reports.create(runId, sign, work);
        push('reports.changed', {});
        return reportId;
      }),
    }),
    'reports.list': async () => ({ reports: [...(await reports.store.list())] }),
    'reports.save': async ({ reportId, format }) => {
      const bytes = await reports.store.read(reportId, format);
      const file = await dialogs.saveFile({
        title: 'Save the report',
        defaultName: `audit-integrity-report-${reportId}.${format}`,
        filters: [format === 'pdf' ? PDF : JSON_FILE],
      });
      if (file === null) return { saved: null };
      await writeDurably(dialogs.pathOf(file.handle), bytes, { mode: 0o644 });
      return { saved: file };
    },
    'reports.reveal': ({ handle }) => {
      dialogs.reveal(handle);
      return {};
    },
    'reports.verify': async ({ chooseAuthority }) => {
      const authority =
        chooseAuthority === true
          ? await dialogs.openFile({ title: 'Certificate of the trusted authority', filters: [CERTIFICATE] })
          : null;
      if (chooseAuthority === true && authority === null) return { verification: null };
      const trust = authority === null ? null : anchorsFrom(await readFile(dialogs.pathOf(authority.handle)));
      const file = await dialogs.openFile({ title: 'Verify a PDF report', filters: [PDF] });
      if (file === null) return { verification: null };
      const path = dialogs.pathOf(file.handle);
      const pdf = await readFile(path).catch(() => null);
      if (pdf === null || pdf.length > LARGEST_PDF)
        throw new Fault(
          'file-unreadable',
          'The file cannot be read, or it is far too large for a report.',
          'Choose the PDF report as you got it.',
        );
      return { verification: await reports.verify(pdf, basename(path), trust) };
    },
    'jobs.list': () => ({ jobs: [...jobs.list()] }),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return {};
    },
  };
}
