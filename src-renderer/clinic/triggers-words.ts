import type { AuditTriggersView, NumberGap, TriggerState } from '../../src-shared/clinic/audit-triggers.ts';

/** How the triggers of a table stand, with the tone it is shown in. */
export const STATE_WORDS: Readonly<
  Record<TriggerState, readonly ['good' | 'none' | 'unsure' | 'bad', string]>
> = {
  on: ['good', 'Audited'],
  off: ['none', 'Not audited'],
  disabled: ['bad', 'Switched off'],
  changed: ['bad', 'Changed'],
  removed: ['bad', 'Removed'],
};

export const PATIENT_DATA_WORDS = {
  classified: 'Decided',
  likely: 'Likely',
  none: 'No sign of any',
} as const;

/** Why no entry has a number. */
export const CAUSE_WORDS: Readonly<Record<NumberGap['cause'], string>> = {
  month: 'A new month began; its numbers start higher.',
  removed: 'Removed under a signed certificate.',
  'rolled-back': 'A change near it was taken back (transaction rolled back).',
  'under-way': 'Somebody’s change is still under way.',
  restart: 'The database server stopped hard.',
  forgotten: 'Too long ago: the server no longer knows.',
  unexplained: 'No explanation. Somebody may have removed an entry before it was sealed.',
};

/** What the extension pgaudit adds, in a sentence. */
export const pgauditSentence = ({ pgaudit }: AuditTriggersView): string =>
  !pgaudit.loaded
    ? 'Triggers do not see reads. The application reports them with guard.log_access; the extension pgaudit, which would write every read to the server’s log, is not loaded here.'
    : pgaudit.log === null || pgaudit.log === '' || pgaudit.log === 'none'
      ? 'The extension pgaudit is loaded, and set to record nothing. Setting pgaudit.log to “read” makes the server record reads.'
      : `The extension pgaudit is loaded and records: ${pgaudit.log}. Its log can be watched under Integrity, Other audit tables, once it is in a table.`;
