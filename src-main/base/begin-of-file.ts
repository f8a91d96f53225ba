import { open, stat } from 'node:fs/promises';
import { Fault } from './fault.ts';

/**
 * The bytes of a file that is to be checked: one that is too large is not read to its end. A pipe or a device, which may
 * never end, is not read at all.
 *
 * @param bytes - one more than is taken, so that what is too large is seen to be
 * @throws Fault `file-unreadable`
 */
export async function beginOfFile(file: string, bytes: number): Promise<Uint8Array> {
  try {
    if (!(await stat(file)).isFile()) throw new Error('not a file');
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
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name and your rights.', error);
  }
}
