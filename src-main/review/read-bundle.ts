import { readFile, stat } from 'node:fs/promises';
import { BUNDLE_LIMITS } from '../../src-shared/review/types.ts';
import { Fault } from '../base/fault.ts';

/**
 * The bytes of a bundle. It comes from somebody else: what is larger than any bundle can be is not read at all.
 *
 * @throws Fault `file-unreadable`
 */
export async function readBundle(path: string): Promise<Buffer<ArrayBuffer>> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : Infinity),
    () => Infinity,
  );
  if (size <= BUNDLE_LIMITS.bytes) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes !== null) return bytes;
  }
  throw new Fault(
    'file-unreadable',
    'The file cannot be read, or it is far too large for a bundle.',
    'Choose the bundle as you got it, and check that you may read it.',
  );
}
