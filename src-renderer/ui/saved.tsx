import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { invoke } from '../lib/api.ts';
import { tellFailure } from './told.tsx';

/** Says that a file was saved, and leads to it. `note` is said of what is in it. */
export function tellSaved(
  file: { readonly handle: string; readonly name: string | null },
  note?: string,
): void {
  notifications.show({
    title: 'Saved',
    message: (
      <>
        {note === undefined ? null : <>{note} </>}
        {file.name === null ? null : <bdi>{file.name}</bdi>}{' '}
        <Button size="compact-xs" variant="subtle" onClick={() => void reveal(file.handle)}>
          Show in folder
        </Button>
      </>
    ),
    color: 'teal',
    autoClose: 10_000,
  });
}

/** Shows a saved file in the system's file manager; says so when that fails. */
export async function reveal(handle: string): Promise<void> {
  try {
    await invoke('reports.reveal', { handle });
  } catch (thrown) {
    tellFailure(thrown);
  }
}
