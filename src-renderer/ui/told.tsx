import { notifications } from '@mantine/notifications';
import { toFailure } from '../lib/api.ts';

/** Says what went wrong where there is no place for it on the page; it stays until it is closed. */
export function tellFailure(thrown: unknown): void {
  const failure = toFailure(thrown);
  notifications.show({
    title: failure.message,
    message: `${failure.remedy} (${failure.code})`,
    color: 'red',
    autoClose: false,
  });
}
