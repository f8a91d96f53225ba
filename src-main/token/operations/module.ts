import { z } from 'zod';
import { moduleInfoSchema, tokenDescriptionSchema, tokenSchema } from '../../../src-shared/token/types.ts';
import { describe } from '../description.ts';
import { done, MINUTE, none, operation, SECOND, serialNumber } from '../operation.ts';

/** The module itself, and which tokens are in. */
export const moduleOperations = {
  /** Loads the module if it is not; first of all calls, so that its time is nobody else's. */
  load: operation({ input: none, output: done, limit: MINUTE, onCancel: 'leave', run: () => undefined }),
  info: operation({
    input: none,
    output: moduleInfoSchema.omit({ moduleId: true }),
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ file, cryptoki }) => ({ file: file.name, sha256: file.sha256, ...cryptoki.info() }),
  }),
  tokens: operation({
    input: none,
    output: z.array(tokenSchema).max(64).readonly(),
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ sessions }) => sessions.list(),
  }),
  /** Everything a token tells without a sign-in. */
  describe: operation({
    input: z.strictObject({ serial: serialNumber }),
    output: tokenDescriptionSchema,
    limit: MINUTE,
    onCancel: 'leave',
    run: ({ cryptoki, sessions }, { serial }) => sessions.look(serial, (token) => describe(cryptoki, token)),
  }),
  /** From now on the process looks at its slots by itself and tells when something changed. */
  watch: operation({
    input: none,
    output: done,
    limit: MINUTE / 2,
    onCancel: 'leave',
    run: ({ watch }) => {
      watch();
    },
  }),
  /** Signs everybody out and ends the module politely. */
  close: operation({
    input: none,
    output: done,
    limit: 5 * SECOND,
    onCancel: 'leave',
    run: ({ sessions }) => {
      sessions.close();
    },
  }),
} as const;
