import { open } from 'node:fs/promises';
import { Fault } from '../base/fault.ts';

const HEAD = 4096;

/** The beginning of a file, in which an envelope's header lies. @throws Fault `file-unreadable` */
export async function headOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      const { bytesRead } = await handle.read(buffer, 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Fault(
      'file-unreadable',
      'The file cannot be read.',
      'Check that it is there, then try again.',
      error,
    );
  }
}
