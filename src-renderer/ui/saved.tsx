import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { invoke, toFailure } from '../lib/api.ts';

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

async function reveal(handle: string): Promise<void> {
  try {
    await invoke('reports.reveal', { handle });
  } catch (thrown) {
    const failure = toFailure(thrown);
    notifications.show({
      title: failure.message,
      message: `${failure.remedy} (${failure.code})`,
      color: 'red',
      autoClose: false,
    });
  }
}
