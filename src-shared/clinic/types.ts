import { z } from 'zod';
import { opaqueId, text } from '../base/schemas.ts';

/** Where the clinic's database is. TLS with full verification is required unless the host is the machine itself. */
export const connectionSchema = z.strictObject({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  database: z.string().min(1).max(63),
  user: z.string().min(1).max(63),
  password: z.string().max(1000),
  /** Handle of a CA file chosen in a dialog, or null for the system's trust store. */
  caHandle: opaqueId.nullable(),
});
export type ConnectionInput = z.infer<typeof connectionSchema>;

/** One thing that was checked, with its plain answer. */
export const checkSchema = z.strictObject({
  id: opaqueId,
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  title: text,
  /** What was seen. */
  detail: text,
  /** What to do; empty when there is nothing to do. */
  remedy: text,
});
export type Check = z.infer<typeof checkSchema>;
