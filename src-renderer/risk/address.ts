import { z } from 'zod';
import { storyWishSchema } from '../../src-shared/risk/contract.ts';

/** What the address of the page Access risk names: the open case. */
export const readRiskSearch = ({ case: open }: { readonly case?: unknown }): { readonly case?: number } =>
  typeof open === 'number' && Number.isSafeInteger(open) && open >= 0 ? { case: open } : {};

const storySchema = z.object({
  kind: storyWishSchema.shape.kind.optional().catch(undefined),
  // A login of digits alone comes as a number.
  of: z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim().slice(0, 300))
    .optional()
    .catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
});

/** Whose story the address names; what makes no sense in it is left out. */
export function readStorySearch(search: Readonly<Record<string, unknown>>): {
  readonly kind?: 'user' | 'patient';
  readonly of?: string;
  readonly from?: string;
  readonly to?: string;
} {
  const { kind, of, from, to } = storySchema.parse(search);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(of === undefined || of === '' ? {} : { of }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
