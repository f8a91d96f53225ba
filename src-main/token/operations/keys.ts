import { z } from 'zod';
import { contentAlgorithmSchema, keyKindSchema } from '../../../src-shared/keys/types.ts';
import { HEAD_BYTES, MOST_RECIPIENTS, MOST_SHARED } from '../envelope-header.ts';
import { digestFile, openFile, rewrapFile, sealFile } from '../envelope-file.ts';
import { openData, sealData, shareEnvelope } from '../envelope-seal.ts';
import { readInventory } from '../inventory.ts';
import { destroyKey, makeKey } from '../key-making.ts';
import { recoveryKeys } from '../recipients.ts';
import {
  bytes,
  digest32,
  keyIdentifier,
  MINUTE,
  objectLabel,
  operation,
  serialNumber,
} from '../operation.ts';

const MOST_OBJECTS = 4096;
const flag = z.boolean().nullable();
const tokenObject = z.strictObject({
  type: z.enum(['secret', 'private', 'public']),
  keyId: z.string().max(512),
  label: z.string().max(255),
  algorithm: z.string().max(64),
  sensitive: flag,
  extractable: flag,
  alwaysSensitive: flag,
  neverExtractable: flag,
  local: flag,
  modifiable: flag,
  uses: z.array(z.string().max(32)).max(16).readonly(),
});
const context = z.record(z.string().max(1024), z.string().max(1024));
/** SubjectPublicKeyInfo, DER. */
const publicKey = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 1024);
const sealWith = z.strictObject({
  keyId: keyIdentifier,
  keyVersion: z.number().int().min(1).max(0xffff_ffff),
  content: contentAlgorithmSchema,
  context,
  recipients: z.array(publicKey).max(MOST_RECIPIENTS).readonly().optional(),
});
const buffer = (value: Uint8Array): Buffer => Buffer.from(value);
/** A data key wrapped apart from its envelope. */
const wrappedApart = z.strictObject({
  kind: z.literal('rsa-oaep-sha1'),
  publicKeySha256: digest32.transform(buffer),
  wrapped: z
    .custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= 1024)
    .transform(buffer),
});
const by = z.union([z.enum(['own-key', 'recovery-key']), wrappedApart]).default('own-key');
const path = z.string().min(1).max(4096);
const written = z.strictObject({ bytes: z.number().int().nonnegative() });

/** Keys made and destroyed on the token, and data encrypted under them; data keys never leave the token process. */
export const keyOperations = {
  generateKey: operation({
    input: z.strictObject({
      serial: serialNumber,
      keyId: keyIdentifier,
      label: objectLabel,
      kind: keyKindSchema,
    }),
    /** SubjectPublicKeyInfo of a pair. */
    output: bytes.nullable(),
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, keyId, label, kind }) =>
      sessions.use(serial, (open) => makeKey(open, keyId, label, kind), { writable: true }),
  }),
  inventory: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: z.array(tokenObject).max(MOST_OBJECTS).readonly(),
    limit: 2 * MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial }) => sessions.use(serial, readInventory),
  }),
  recoveryKeys: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(MOST_OBJECTS)
      .readonly(),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial }) =>
      sessions.use(serial, (open) => recoveryKeys(open).map(({ sha256 }) => sha256.toString('hex'))),
  }),
  destroyKey: operation({
    input: z.strictObject({ serial: serialNumber, keyId: keyIdentifier }),
    output: z.number().int().positive(),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial, keyId }) =>
      sessions.use(serial, (open) => destroyKey(open, keyId), { writable: true }),
  }),
  sealData: operation({
    input: z.strictObject({ serial: serialNumber, how: sealWith, plaintext: bytes }),
    output: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial, how, plaintext }) =>
      sessions.use(serial, (work) => sealData(work, how, plaintext)),
  }),
  openData: operation({
    input: z.strictObject({
      serial: serialNumber,
      context,
      envelope: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length < 2 ** 21),
      by,
    }),
    output: bytes,
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial, context: belongsTo, envelope, by: key }) =>
      sessions.use(serial, (work) => openData(work, belongsTo, Buffer.from(envelope), key)),
  }),
  /** Into a new file; the caller renames or removes it. */
  sealFile: operation({
    input: z.strictObject({ serial: serialNumber, how: sealWith, from: path, to: path }),
    output: written,
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, how, from, to }) =>
      sessions.use(serial, (work) => sealFile(work, how, from, to)),
  }),
  openFile: operation({
    input: z.strictObject({ serial: serialNumber, context, from: path, to: path, by }),
    output: written,
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, context: belongsTo, from, to, by: key }) =>
      sessions.use(serial, (work) => openFile(work, belongsTo, from, to, key)),
  }),
  /** Of what is in it; nothing is written. */
  digestFile: operation({
    input: z.strictObject({ serial: serialNumber, context, from: path, by }),
    output: z.strictObject({
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, context: belongsTo, from, by: key }) =>
      sessions.use(serial, (work) => digestFile(work, belongsTo, from, key)),
  }),
  /** The data key of an envelope, wrapped for others; the envelope stays as it is. */
  shareEnvelope: operation({
    input: z.strictObject({
      serial: serialNumber,
      context,
      head: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 2 * HEAD_BYTES),
      publicKeys: z.array(publicKey).max(MOST_SHARED).readonly(),
    }),
    output: z.array(wrappedApart).max(MOST_SHARED).readonly(),
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ sessions }, { serial, context: belongsTo, head, publicKeys }) =>
      sessions.use(serial, (work) => [...shareEnvelope(work, belongsTo, buffer(head), publicKeys)]),
  }),
  rewrapFile: operation({
    input: z.strictObject({ serial: serialNumber, how: sealWith, from: path, to: path, by }),
    output: written,
    limit: null,
    onCancel: 'end',
    run: ({ sessions }, { serial, how, from, to, by: key }) =>
      sessions.use(serial, (work) => rewrapFile(work, how, from, to, key)),
  }),
} as const;
