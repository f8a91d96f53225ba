import type { z } from 'zod';
import type { Operation } from './operation.ts';
import { keyOperations } from './operations/keys.ts';
import { moduleOperations } from './operations/module.ts';
import { sessionOperations } from './operations/session.ts';
import { setupOperations } from './operations/setup.ts';
import { signingOperations } from './operations/signing.ts';

/**
 * Everything that crosses between the main process and a token process: names, digests and signatures, never handles.
 * A new operation is one entry in one of the files under `operations/`; both ends follow from it.
 */
export const OPERATIONS = {
  ...moduleOperations,
  ...sessionOperations,
  ...setupOperations,
  ...signingOperations,
  ...keyOperations,
} as const;

/** A name of {@link OPERATIONS}. */
export type OperationName = keyof typeof OPERATIONS;
export type OperationInput<N extends OperationName> = z.input<(typeof OPERATIONS)[N]['input']>;
export type OperationOutput<N extends OperationName> = z.output<(typeof OPERATIONS)[N]['output']>;

/** Whether a name is an operation. */
export const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);

/** An operation without the types of its schemas, for code that handles all of them alike. */
export const operationNamed = (name: OperationName): Operation => OPERATIONS[name];
