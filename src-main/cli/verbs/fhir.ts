import { open } from 'node:fs/promises';
import { FHIR_LIMIT } from '../../../src-shared/fhir/types.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** Checks a file against FHIR R4; what is wrong is named by its place, never by its value. */
export async function fhirCheckVerb({ services }: Context, file: string): Promise<Outcome> {
  const verdict = await services.fhir.judge(await beginOf(file, FHIR_LIMIT + 1));
  const { valid, kind, resources, issues, found } = verdict;
  return {
    answer: {
      json: verdict,
      lines: [
        valid
          ? `Valid FHIR R4: ${kind ?? ''}, ${resources} ${resources === 1 ? 'resource' : 'resources'}.`
          : `Not valid FHIR R4: ${found} ${found === 1 ? 'thing is' : 'things are'} wrong.`,
        ...issues.map(({ rule, where, text }) => `  ${rule}${where === '' ? '' : ` at ${where}`}: ${text}`),
        ...(found > issues.length ? [`  … and ${found - issues.length} more`] : []),
      ],
    },
    exit: valid ? EXIT.fine : EXIT.tampered,
  };
}

/** The first bytes of a file: one that is too large is not read to its end. */
async function beginOf(file: string, bytes: number): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const begin = Buffer.alloc(Math.min(size, bytes));
      let read = 0;
      while (read < begin.length) {
        const { bytesRead } = await handle.read(begin, read, begin.length - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return begin.subarray(0, read);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name and your rights.', {
      cause: error,
    });
  }
}
