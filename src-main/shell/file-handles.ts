import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Fault } from '../base/fault.ts';
import type { ChosenFile } from '../ipc/index.ts';

/** Paths by opaque handle; they live as long as the process. */
export interface FileHandles {
  add(path: string): ChosenFile;
  /** @throws Fault `file-unreadable` for a handle that is not known */
  pathOf(handle: string): string;
}

/** More files than an officer chooses in a day; bounded so that a page cannot fill the memory. */
const KEPT = 1000;

/** An empty register of files that were chosen in dialogs. */
export function fileHandles(): FileHandles {
  const paths = new Map<string, string>();
  return {
    add: (path) => {
      const handle = randomBytes(12).toString('base64url');
      paths.set(handle, path);
      for (const oldest of [...paths.keys()].slice(0, -KEPT)) paths.delete(oldest);
      return { handle, name: basename(path) };
    },
    pathOf: (handle) => {
      const path = paths.get(handle);
      if (path === undefined)
        throw new Fault(
          'file-unreadable',
          'The chosen file is not known any more.',
          'Choose the file again; nothing was changed.',
        );
      return path;
    },
  };
}
