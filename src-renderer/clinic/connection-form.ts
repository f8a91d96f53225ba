import type { ConnectionInput } from '../../src-shared/clinic/types.ts';
import type { ConnectionDraft } from '../state/ui.ts';

/** What is typed in the form; the password is never kept anywhere else. */
export interface ConnectionForm {
  readonly host: string;
  readonly port: number | string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** What is missing or wrong, by field, as sentences; an empty record when the form can be sent. */
export function connectionProblems(form: ConnectionForm): Partial<Record<keyof ConnectionForm, string>> {
  const port = Number(form.port);
  return {
    ...(form.host.trim() === '' ? { host: 'Name the computer the database runs on.' } : {}),
    ...(form.port === '' || !Number.isInteger(port) || port < 1 || port > 65_535
      ? { port: 'A whole number from 1 to 65535; PostgreSQL’s own is 5432.' }
      : {}),
    ...(form.database.trim() === '' ? { database: 'Name the database.' } : {}),
    ...(form.user.trim() === '' ? { user: 'Name the officer’s database user.' } : {}),
  };
}

/** The form as the contract wants it. Names are trimmed; a password is taken as typed. */
export function connectionInput(form: ConnectionForm, ca: ConnectionDraft['ca']): ConnectionInput {
  return {
    host: form.host.trim(),
    port: Number(form.port),
    database: form.database.trim(),
    user: form.user.trim(),
    password: form.password,
    caHandle: ca?.handle ?? null,
  };
}
