import { z } from 'zod';

/** What a token process tells without being asked: that it lives, and that a token came, went or changed its state. */
export const processEvent = z.strictObject({ event: z.enum(['beat', 'tokens']) });
export type ProcessEvent = z.infer<typeof processEvent>;

/** Milliseconds between two beats. */
export const BEAT_EVERY = 1000;
/** Milliseconds between two looks at the slots; a token that comes or goes is told within two seconds. */
export const LOOK_EVERY = 1200;
