import { readFile } from 'node:fs/promises';
import type { retentionContract } from '../../../src-shared/audit/retention.ts';
import type { witnessContract } from '../../../src-shared/audit/witness.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { CERTIFICATE, NOTE, SQL } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Longest certificate, checkpoint or SQL file that is read. Bytes. */
const LARGEST = 200_000;

/** Retention, this machine's own copy, colleagues' checkpoints. */
export function witnessHandlers({
  services,
  jobs,
  dialogs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof retentionContract & typeof witnessContract> {
  const { retention, ownWitness, startingPoints, colleagues } = services;
  const read = async (handle: string): Promise<Buffer> => {
    const bytes = await readFile(dialogs.pathOf(handle)).catch(() => null);
    if (bytes === null || bytes.length > LARGEST)
      throw new Fault(
        'file-unreadable',
        'The file cannot be read, or it is far too large.',
        'Choose another.',
      );
    return bytes;
  };
  const tell = (): void => {
    push('witness.changed', {});
    push('runs.changed', {});
    changed();
  };
  /** Checkpoint and certificate of a colleague whose key the officer is looking at, by the checkpoint's handle. */
  const waiting = new Map<string, { readonly note: string; readonly certificate: Buffer }>();
  return {
    'retention.plan': async ({ wish }) => ({ plan: await retention.plan(wish) }),
    'retention.sign': ({ size, policy }) => ({
      jobId: jobs.start('cut', 'Verifying the log and signing the certificate', async (work) => {
        try {
          await retention.sign(size, policy, work);
          return null;
        } finally {
          tell();
        }
      }),
    }),
    'retention.list': async () => ({ cuts: [...(await retention.list())].slice(0, 200) }),
    'retention.save': async ({ size }) => {
      const text = await retention.file(size);
      const file = await dialogs.saveFile({
        title: 'Save the certificate with its SQL',
        defaultName: `remove-first-${size}-entries.sql`,
        filters: [SQL],
      });
      if (file === null) return { saved: null };
      await writeDurably(dialogs.pathOf(file.handle), text, { mode: 0o644 });
      return { saved: file };
    },
    'retention.verify': async () => {
      const file = await dialogs.openFile({ title: 'Verify a certificate of removal', filters: [SQL, NOTE] });
      if (file === null) return { check: null };
      return { check: await retention.verify((await read(file.handle)).toString('utf8')) };
    },
    'witness.state': async () => {
      await colleagues.compareWaiting();
      return {
        entries: await ownWitness.size(),
        checked: ownWitness.checked(),
        rebuilds: [...(await ownWitness.rebuilds())].slice(0, 100),
        comparisons: [...(await colleagues.comparisons())].slice(0, 100),
      };
    },
    'witness.check': () => ({
      jobId: jobs.start('witness', "Checking this machine's own copy", async (work) => {
        await ownWitness.check(work);
        tell();
        return null;
      }),
    }),
    'witness.rebuild': ({ reason }) => ({
      jobId: jobs.start('witness', 'Reading a new copy from the clinic', async (work) => {
        try {
          await ownWitness.rebuild(reason, work);
          return null;
        } finally {
          tell();
        }
      }),
    }),
    'witness.startingPoint': async () => ({ point: await startingPoints.proposal() }),
    'witness.begin': ({ digest, reason }) => ({
      jobId: jobs.start('witness', 'Reading what follows the removal', async (work) => {
        try {
          await startingPoints.begin(digest, reason, work);
          return null;
        } finally {
          tell();
        }
      }),
    }),
    'witness.compare': async ({ accept, handle }) => {
      const known = handle === null ? undefined : waiting.get(handle);
      const chosen =
        known !== undefined && handle !== null
          ? { handle }
          : await dialogs.openFile({ title: 'Checkpoint of a colleague', filters: [NOTE] });
      if (chosen === null) return { imported: null };
      const note = known?.note ?? (await read(chosen.handle)).toString('utf8');
      const compare = async (certificate: Buffer | null) => {
        const imported = await colleagues.compare(note, certificate, accept);
        if (imported.state === 'compared') {
          tell();
          return { imported };
        }
        if (certificate !== null) waiting.set(chosen.handle, { note, certificate });
        return { imported: { ...imported, handle: chosen.handle } };
      };
      if (known !== undefined) return compare(known.certificate);
      try {
        return await compare(null);
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'certificate-missing') throw error;
        const file = await dialogs.openFile({ title: 'The colleague’s certificate', filters: [CERTIFICATE] });
        return file === null ? { imported: null } : compare(await read(file.handle));
      }
    },
  };
}
