import { missingForLetters, rightsSettingsSchema } from '../../../src-shared/rights/settings.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { asObject, notUnderstood, read } from './rights-files.ts';

export type RightsSettingsOptions = { readonly from?: string };

/**
 * Shows who the covered entity is and how requests are handled, or changes the members that a file names. Exit code 2 while
 * letters cannot go out.
 *
 * @throws Fault `file-unreadable`, `usage` naming the members that are wrong
 */
export async function rightsSettingsVerb(
  { services: { rights } }: Context,
  { from }: RightsSettingsOptions,
): Promise<Outcome> {
  const before = await rights.settings();
  let settings = before;
  if (from !== undefined) {
    const parsed = rightsSettingsSchema.safeParse(merged(before, asObject(await read(from))));
    if (!parsed.success) throw notUnderstood(parsed.error, 'The settings are not understood');
    settings = parsed.data;
    await rights.setSettings(settings);
  }
  const missing = missingForLetters(settings);
  const states = await rights.states();
  const { contact, policy } = settings;
  const said = (text: string | null): string => (text === null || text === '' ? 'not set' : text);
  return {
    answer: {
      json: { settings, missingForLetters: missing, states },
      lines: [
        ...table([
          ['Organisation', said(settings.entity)],
          ['Address', said(settings.address)],
          ['Office', said(settings.office)],
          [
            'Contact',
            said([contact.name, contact.phone, contact.email].filter((part) => part !== '').join(', ')),
          ],
          ['State', said(states.find(({ state }) => state === settings.state)?.name ?? settings.state)],
          ['Zone', settings.zone ?? 'the one of this machine'],
          ['Supervisory authority', said(settings.supervisoryAuthority)],
          ['A second person decides', policy.makerChecker ? 'yes' : 'no'],
          ['Requests under the GDPR', policy.gdpr ? 'yes' : 'no'],
        ]),
        missing.length === 0
          ? 'Letters can go out.'
          : `No letter can go out yet without ${missing.join(', ')}.`,
      ],
    },
    exit: missing.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

/** What a file says in the place of what stands; objects member by member, everything else whole. */
function merged(before: object, given: object): object {
  const own = new Map<string, unknown>(Object.entries(before));
  for (const [name, value] of Object.entries(given)) {
    const old = own.get(name);
    own.set(name, isPlain(old) && isPlain(value) ? merged(old, value) : value);
  }
  return Object.fromEntries(own);
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
