import { open } from 'node:fs/promises';
import { FHIR_LIMIT } from '../../src-shared/fhir/types.ts';
import { Fault } from '../base/fault.ts';

/**
 * The bytes of a file that is to be checked: one that is too large is not read to its end.
 * @throws Fault `file-unreadable`
 */
export async function beginOfFile(file: string, bytes: number = FHIR_LIMIT + 1): Promise<Uint8Array> {
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
