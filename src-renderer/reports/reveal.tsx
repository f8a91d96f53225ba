import { notifications } from '@mantine/notifications';
import { invoke, toFailure } from '../lib/api.ts';

/** Shows a saved file in the system's file manager; says so when that fails. */
export async function reveal(handle: string): Promise<void> {
  try {
    await invoke('reports.reveal', { handle });
  } catch (thrown) {
    tell(thrown);
  }
}

/** Says what went wrong where there is no place for it on the page. */
export function tell(thrown: unknown): void {
  const failure = toFailure(thrown);
  notifications.show({
    title: failure.message,
    message: `${failure.remedy} (${failure.code})`,
    color: 'red',
    autoClose: false,
  });
}
