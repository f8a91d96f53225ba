import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { letterFactsSchema, letterSchema } from './letters.ts';
import { recipientsSchema } from './recipients.ts';
import { caseIdSchema, civilDateSchema, deliveryMannerSchema, letterKindSchema } from './words.ts';

/**
 * Where a delivery stands. `sending`: it may be on its way; `unknown`: the program ended while it was, and only a person can
 * find out. Nothing is sent again by itself.
 */
export const deliveryStateSchema = z.enum(['ready', 'sending', 'sent', 'failed', 'unknown']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** A package that was made for a case. Holds nothing of the patient. */
export const packageSchema = z.strictObject({
  packageId: opaqueId,
  caseId: caseIdSchema,
  madeAt: instant,
  sha256: sha256Hex,
  bytes: count,
  items: count,
  resources: count,
  files: count,
  /** Letters in it: sent when it is delivered. */
  letters: z.array(z.strictObject({ kind: letterKindSchema, sha256: sha256Hex })).max(10),
});
export type ResponsePackage = z.infer<typeof packageSchema>;

/** A delivery. Holds nothing of the patient. */
export const deliverySchema = z.strictObject({
  deliveryId: opaqueId,
  caseId: caseIdSchema,
  package: sha256Hex,
  manner: deliveryMannerSchema,
  state: deliveryStateSchema,
  /** Stays the same however often it is tried. */
  messageId: z.string().max(200),
  createdAt: instant,
  changedAt: instant,
  officer: z.string().max(300),
  /** What the relay answered, or what the officer noted; no addresses. */
  proof: text,
});
export type Delivery = z.infer<typeof deliverySchema>;

/** How a package is to be delivered, and what only the officer knows about it. */
export const deliveryOrderSchema = z.discriminatedUnion('manner', [
  z.strictObject({ manner: z.literal('portal') }),
  z.strictObject({
    manner: z.literal('encrypted-e-mail'),
    to: z.email().max(254),
  }),
  z.strictObject({
    manner: z.literal('unencrypted-e-mail'),
    to: z.email().max(254),
    /** The person was warned that others can read it on the way, and still prefers it. */
    warned: z.literal(true),
    preferred: z.literal(true),
  }),
  z.strictObject({
    /** On media, by mail or in person: the officer says what shows that it went out. */
    manner: z.enum(['media', 'mail', 'in-person']),
    deliveredOn: civilDateSchema,
    proof: z.string().trim().min(1).max(500),
  }),
]);
export type DeliveryOrder = z.infer<typeof deliveryOrderSchema>;

/** The relay that takes mail, and the folder that the portal looks into. */
export const deliverySettingsSchema = z.strictObject({
  relay: z
    .strictObject({
      host: z.string().min(1).max(253),
      port: z.number().int().min(1).max(65_535),
      /** `none` is allowed for this machine alone. */
      security: z.enum(['tls', 'starttls', 'none']),
      user: z.string().max(200).nullable(),
      from: z.email().max(254),
    })
    .nullable(),
  portal: z
    .strictObject({
      folder: z.string().min(1).max(4000),
      /** Days that a link works. */
      days: z.number().int().min(1).max(90),
    })
    .nullable(),
});
export type DeliverySettings = z.infer<typeof deliverySettingsSchema>;
export const noDelivery: DeliverySettings = { relay: null, portal: null };

/** A form in which a person gets the record. */
export const responseFormSchema = z.enum(['pdf', 'fhir-json', 'fhir-xml']);
export type ResponseForm = z.infer<typeof responseFormSchema>;

const caseIs = z.strictObject({ caseId: caseIdSchema });
const saved = z.strictObject({ saved: z.boolean() });

/** Channels of letters, of the answer, and of its delivery. Somebody must be signed in. */
export const deliveryContract = {
  /** Query: to whom letters and answer go, and where; a confidential address wins over every other. */
  'rights.recipients': { input: caseIs, output: recipientsSchema },
  /** Query: a letter as it would go out, and what the linter misses. */
  'rights.letter-preview': {
    input: z.strictObject({ caseId: caseIdSchema, facts: letterFactsSchema }),
    output: z.strictObject({
      letter: letterSchema,
      problems: z.array(text).max(50),
      /** The very file, Base64. */
      pdf: z.base64().max(30_000_000),
    }),
  },
  /** Command: saves a letter where the officer says; refused without the linter's yes. */
  'rights.save-letter': {
    input: z.strictObject({ caseId: caseIdSchema, facts: letterFactsSchema }),
    output: z.strictObject({ saved: z.boolean(), sha256: sha256Hex.nullable() }),
  },
  /** Command: saves the address for the envelope. */
  'rights.save-label': { input: caseIs, output: saved },
  /** Command: a job that makes the package and takes the step `prepare`. The closing letter goes with it. */
  'rights.prepare': {
    input: z.strictObject({
      caseId: caseIdSchema,
      forms: z.array(responseFormSchema).max(3),
      own: letterFactsSchema.shape.own,
    }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  'rights.deliveries': {
    input: caseIs,
    output: z.strictObject({
      package: packageSchema.nullable(),
      deliveries: z.array(deliverySchema).max(1000),
    }),
  },
  /** Query: what opens the package. Recorded. */
  'rights.package-password': { input: caseIs, output: z.strictObject({ password: z.string().max(100) }) },
  /** Command: saves the package on media. */
  'rights.save-package': { input: caseIs, output: saved },
  /** Command: asks for the person's certificate; null when nothing was chosen. */
  'rights.choose-certificate': {
    input: nothing,
    output: z.strictObject({ file: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** Command. `delivery-unknown`: nobody knows whether it went out, see `rights.settle-delivery`. */
  'rights.deliver': {
    input: z.strictObject({
      caseId: caseIdSchema,
      order: deliveryOrderSchema,
      certificate: opaqueId.nullable(),
      /** Restrictions in force that the officer has heeded; all of them, when it goes to anybody but the patient. */
      heeded: z.array(caseIdSchema).max(1000),
    }),
    output: z.strictObject({
      delivery: deliverySchema,
      /** Of the portal: the secret of the link. */
      token: z.string().max(100).nullable(),
    }),
  },
  /** Command: what was found out about a delivery whose outcome nobody knew. */
  'rights.settle-delivery': {
    input: z.strictObject({
      caseId: caseIdSchema,
      deliveryId: opaqueId,
      sent: z.boolean(),
      note: z.string().trim().min(1).max(500),
    }),
    output: deliverySchema,
  },
  'rights.delivery-settings': {
    input: nothing,
    output: z.strictObject({ settings: deliverySettingsSchema }),
  },
} as const;
