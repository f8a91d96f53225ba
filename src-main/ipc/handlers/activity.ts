import type { activityContract } from '../../../src-shared/audit/activity.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { NOTE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The record of what was done with this installation. */
export function activityHandlers({ services, dialogs }: HandlerParts): HandlersOf<typeof activityContract> {
  const { activity } = services;
  return {
    'activity.list': async ({ before, limit, filter }) => {
      const found = await activity.search(before, limit, filter);
      return { ...found, rows: [...found.rows] };
    },
    'activity.verify': () => activity.verify(),
    'activity.save-checkpoint': async () => {
      // What was done last is covered too when somebody is signed in.
      await activity.sign();
      const note = await activity.checkpoint();
      if (note === null)
        throw new Fault(
          'proof-impossible',
          'No checkpoint of the activity log is signed yet.',
          'Sign in with your token, then save it again.',
        );
      const saved = await dialogs.saveFile({
        title: 'Save the checkpoint of the activity log',
        defaultName: note.name,
        filters: [NOTE],
      });
      if (saved !== null) await writeDurably(dialogs.pathOf(saved.handle), note.text, { mode: 0o644 });
      return { saved };
    },
  };
}
