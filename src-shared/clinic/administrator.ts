import { z } from 'zod';
import { instant, nothing, opaqueId } from '../base/schemas.ts';

/** A database administrator who sits at the desk of this application for a while. */
export const seatSchema = z.strictObject({
  /** Given with every command that changes the clinic's database. */
  handle: opaqueId,
  /** Database user. */
  user: z.string().max(63),
  superuser: z.boolean(),
  database: z.string().max(63),
  host: z.string().max(255),
  /** When the desk forgets the password by itself. */
  until: instant,
});
export type AdministratorSeat = z.infer<typeof seatSchema>;

/** Minutes after which the desk forgets the password. */
export const SEAT_MINUTES = 10;

/**
 * Channels of the administrator's desk. The password is kept in memory only, for ten minutes at most; it is forgotten
 * when the computer is locked or suspended, and at the end.
 */
export const administratorContract = {
  /** Query. Null: nobody sits there. */
  'administrator.seat': { input: nothing, output: z.strictObject({ seat: seatSchema.nullable() }) },
  /**
   * Command: tries user and password on the clinic that is connected. In the sample clinic both may be empty: its own
   * administrator protects nobody.
   */
  'administrator.sign-in': {
    input: z.strictObject({ user: z.string().max(63), password: z.string().max(1000) }),
    output: z.strictObject({ seat: seatSchema }),
  },
  /** Command: forgets the password now. */
  'administrator.leave': { input: nothing, output: nothing },
} as const;
