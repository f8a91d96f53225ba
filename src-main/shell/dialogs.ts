import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { dialog, shell, type BrowserWindow } from 'electron';
import type { FileDialogs, FileFilter } from '../ipc/index.ts';
import type { FileHandles } from './file-handles.ts';

/** File dialogs of the operating system, over the window. */
export function fileDialogs(options: {
  /** The window they belong to. */
  readonly parent: () => BrowserWindow;
  /** Where the first dialog opens; the next ones open where the last file was. */
  readonly folder: string;
  readonly handles: FileHandles;
}): FileDialogs {
  const { parent, handles } = options;
  let folder = options.folder;

  return {
    openFile: async ({ title, filters }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(parent(), {
        title,
        defaultPath: folder,
        filters: mutable(filters),
        properties: ['openFile', 'dontAddToRecent'],
      });
      const path = filePaths[0];
      if (canceled || path === undefined) return null;
      folder = dirname(path);
      return handles.add(path);
    },
    saveFile: async ({ title, defaultName, filters }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(parent(), {
        title,
        defaultPath: join(folder, basename(defaultName)),
        filters: mutable(filters),
        properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      });
      if (canceled || filePath === '') return null;
      const path = withExtension(filePath, filters);
      // The system asked about the name as it was typed, not about this one.
      if (path !== filePath && existsSync(path) && !(await mayReplace(parent(), basename(path)))) return null;
      folder = dirname(path);
      return handles.add(path);
    },
    handleOf: (path) => handles.add(path),
    pathOf: (handle) => handles.pathOf(handle),
    reveal: (handle) => {
      shell.showItemInFolder(handles.pathOf(handle));
    },
  };
}

const mutable = (filters: readonly FileFilter[]): { name: string; extensions: string[] }[] =>
  filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] }));

// Not every desktop adds the extension by itself.
function withExtension(path: string, filters: readonly FileFilter[]): string {
  const extension = filters[0]?.extensions[0];
  return extname(path) !== '' || extension === undefined || extension === '*' ? path : `${path}.${extension}`;
}

async function mayReplace(parent: BrowserWindow, name: string): Promise<boolean> {
  const REPLACE = 0;
  const { response } = await dialog.showMessageBox(parent, {
    type: 'warning',
    message: `A file named ${name} is already there.`,
    detail: 'Replacing it deletes its present content.',
    buttons: ['Replace', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === REPLACE;
}
