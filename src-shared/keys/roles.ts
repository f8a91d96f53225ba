import { z } from 'zod';

/** What somebody may be to the keys of this installation. */
export const holderRoleSchema = z.enum(['officer', 'reviewer', 'custodian', 'auditor']);
export type HolderRole = z.infer<typeof holderRoleSchema>;

/** A person, named as in the subject of their certificate, and what they may be here. */
export const roleHolderSchema = z.strictObject({
  person: z.string().trim().min(1).max(300),
  role: holderRoleSchema,
});
export type RoleHolder = z.infer<typeof roleHolderSchema>;

/** What can be done with keys. Looking at them, and at the record of their use, is open to all. */
export const KEY_ACTS = [
  ...(['make', 'sign', 'encrypt', 'decrypt', 'end', 'approve', 'roles'] as const),
  // Whoever names a recovery key lets its holder read everything: that is for officers alone.
  'recovery',
  // Files that a colleague opened up to a key of one's own, such as evidence.
  'open-shared',
] as const;
export type KeyAct = (typeof KEY_ACTS)[number];

/** What each role may do; nothing else. */
export const ROLE_ACTS: Readonly<Record<HolderRole, readonly KeyAct[]>> = {
  officer: KEY_ACTS,
  // Confirms what an officer decided, and reads the evidence that the officer opened up; reads no requester's data.
  reviewer: ['sign', 'approve', 'open-shared'],
  // Looks after keys; reads no requester's data and signs nothing.
  custodian: ['make', 'end', 'approve'],
  auditor: [],
};
