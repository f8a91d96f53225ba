import { holderRoleSchema } from '../../../src-shared/keys/roles.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { table } from '../output.ts';
import { fine } from './keys.ts';

/** Who may do what; with a person and a role, gives it to them first. */
export async function keysRolesVerb(
  context: Context,
  person: string | null,
  role: string | null,
): Promise<Outcome> {
  const { roles } = context.services;
  if (person !== null) {
    const wanted = holderRoleSchema.safeParse(role);
    if (!wanted.success && role !== 'none')
      throw new Fault(
        'usage',
        'The role is missing or not known.',
        `Give one of ${holderRoleSchema.options.join(', ')}, or none.`,
      );
    await mustSignIn(context);
    await roles.give(person, wanted.data ?? null);
  }
  const holders = await roles.holders();
  return fine(
    { holders },
    holders.length === 0
      ? ['Nobody has a role: whoever is signed in to a token is the officer.']
      : table(holders.map((holder) => [holder.role, holder.person])),
  );
}
