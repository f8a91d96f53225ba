import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { bundleContract } from '../../../src-shared/review/contract.ts';
import type { OpenedBundle } from '../../../src-shared/review/types.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { readBundle } from '../../review/index.ts';
import { trustFrom } from '../../signing/index.ts';
import { ANY_FILE, CERTIFICATE, ZIP } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Bundles for auditors: made, looked over, taken apart. */
export function bundleHandlers({ services, jobs, dialogs }: HandlerParts): HandlersOf<typeof bundleContract> {
  const { bundles } = services;
  return {
    'bundle.create': async (wish) => {
      const file = await dialogs.saveFile({
        title: 'Save the bundle for the auditor',
        defaultName: 'attestry-bundle.zip',
        filters: [ZIP],
      });
      if (file === null) return { jobId: null };
      return {
        jobId: jobs.start('bundle', 'Bundle for an auditor', async (work) => {
          await writeDurably(dialogs.pathOf(file.handle), await bundles.create(wish, work));
          return file.handle;
        }),
      };
    },
    'bundle.open': async ({ handle, password, chooseAuthority }) => {
      const authority = chooseAuthority
        ? await dialogs.openFile({ title: 'Certificate of the trusted authority', filters: [CERTIFICATE] })
        : null;
      if (chooseAuthority && authority === null) return { handle: null, opened: null, locked: null };
      const chosen =
        handle ?? (await dialogs.openFile({ title: 'Open a bundle', filters: [ZIP] }))?.handle ?? null;
      if (chosen === null) return { handle: null, opened: null, locked: null };
      const trust = authority === null ? null : trustFrom(await readFile(dialogs.pathOf(authority.handle)));
      const path = dialogs.pathOf(chosen);
      const bytes = await readBundle(path);
      try {
        const opened: OpenedBundle = await bundles.open(bytes, basename(path), password, trust);
        return { handle: chosen, opened, locked: null };
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'archive-password') throw error;
        const locked = { handle: chosen, name: basename(path).slice(0, 500), wrong: password !== null };
        return { handle: chosen, opened: null, locked };
      }
    },
    'bundle.save-file': async ({ handle, password, name }) => {
      const bytes = await bundles.fileOf(await readBundle(dialogs.pathOf(handle)), password, name);
      const file = await dialogs.saveFile({
        title: 'Save a file of the bundle',
        defaultName: basename(name),
        filters: [ANY_FILE],
      });
      if (file === null) return { saved: null };
      await writeDurably(dialogs.pathOf(file.handle), bytes);
      return { saved: file };
    },
  };
}
