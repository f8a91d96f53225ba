import { z } from 'zod';

// FHIR R4 (4.0.1) AuditEvent, Bundle and their data types, written from the published definitions: cardinalities,
// required value sets, the patterns of the primitive types. Strict: a member that FHIR does not know is an error.

/** string: at least one character that is no white space, and no control character but tab, CR and LF. */
const string = z
  .string()
  .min(1)
  .refine((text) => text.trim() !== '' && !Array.from(text).some((c) => c < ' ' && !'\t\r\n'.includes(c)));
const uri = z.string().regex(/^\S+$/);
const code = z.string().regex(/^[^\s]+(\s[^\s]+)*$/);
const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const instant = z
  .string()
  .regex(
    /^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))$/,
  );
const base64Binary = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const coding = z.strictObject({ system: uri, code: code.optional(), display: string.optional() });
const concept = z.strictObject({ text: string });
const identifier = z.strictObject({ system: uri.optional(), value: string });
const reference = z
  .strictObject({
    reference: z
      .string()
      .regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/)
      .optional(),
    identifier: identifier.optional(),
    display: string.optional(),
  })
  .refine((value) => Object.values(value).some((member) => member !== undefined), 'ele-1: never empty');
const detail = z
  .strictObject({ type: string, valueString: string.optional(), valueBase64Binary: base64Binary.optional() })
  .refine((each) => (each.valueString === undefined) !== (each.valueBase64Binary === undefined));

/** AuditEvent, R4. */
export const auditEvent = z
  .strictObject({
    resourceType: z.literal('AuditEvent'),
    id,
    type: coding,
    subtype: z.array(coding).min(1).optional(),
    action: z.enum(['C', 'R', 'U', 'D', 'E']).optional(),
    recorded: instant.optional(),
    _recorded: z
      .strictObject({ extension: z.array(z.strictObject({ url: uri, valueCode: code })).min(1) })
      .optional(),
    outcome: z.enum(['0', '4', '8', '12']).optional(),
    agent: z
      .array(
        z.strictObject({
          role: z.array(concept).min(1).optional(),
          who: reference,
          requestor: z.boolean(),
          network: z.strictObject({ address: string, type: z.enum(['1', '2', '3', '4', '5']) }).optional(),
        }),
      )
      .min(1),
    source: z.strictObject({ observer: reference, type: z.array(coding).min(1).optional() }),
    entity: z
      .array(
        z.strictObject({
          what: reference.optional(),
          type: coding.optional(),
          role: coding.optional(),
          name: string.optional(),
          detail: z.array(detail).min(1).optional(),
        }),
      )
      .min(1)
      .optional(),
  })
  // `recorded` is 1..1: a value, or an extension in its place.
  .refine((event) => (event.recorded === undefined) !== (event._recorded === undefined));

/** Bundle of type collection. FHIR has no empty lists; a collection without entries has no member `entry`. */
export const bundle = z
  .strictObject({
    resourceType: z.literal('Bundle'),
    type: z.literal('collection'),
    timestamp: instant,
    entry: z
      .array(
        z.strictObject({
          fullUrl: z
            .string()
            .regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
          resource: auditEvent,
        }),
      )
      .min(1)
      .optional(),
  })
  .transform((read) => ({ ...read, entry: read.entry ?? [] }));
