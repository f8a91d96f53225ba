import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { CHANNELS, EVENTS, type Channel, type EventName } from '../../src-shared/ipc/channels.ts';
import {
  contract,
  eventSchemas,
  type Bridge,
  type EventPayload,
  type Handlers,
  type Input,
  type Output,
} from '../../src-shared/ipc/contract.ts';
import type { Result } from '../../src-shared/ipc/result.ts';
import type { Push } from '../../src-main/ipc/ports.ts';

// The compiler checks this file; what must not compile stands behind @ts-expect-error.
declare const all: Handlers;
declare const { 'jobs.list': left, ...withoutOne }: Handlers;
declare const bridge: Bridge;
declare const push: Push;

/** Never called: its body is for the compiler. */
export function mustNotCompile(): unknown[] {
  // @ts-expect-error -- a channel has no handler
  const missing: Handlers = withoutOne;
  // @ts-expect-error -- a handler has no channel
  const extra: Handlers = { ...all, 'shell.exec': () => ({}) } satisfies Handlers;
  const more: Handlers = {
    ...all,
    // @ts-expect-error -- the output lacks a member
    'reports.create': () => ({}),
  };
  const other: Handlers = {
    ...all,
    // @ts-expect-error -- the input is not what the contract says
    'jobs.get': (input: { path: string }) => {
      throw new Error(input.path);
    },
  };
  // @ts-expect-error -- not a channel
  void bridge.invoke('shell.exec', {});
  // @ts-expect-error -- not this channel's input
  void bridge.invoke('jobs.get', { path: '/etc/passwd' });
  // @ts-expect-error -- not an event
  bridge.on('anything', () => undefined);
  // @ts-expect-error -- an event carries ids only
  push('job.changed', { jobId: 'a', title: 'b' });
  return [missing, extra, more, other, left];
}

test('inputs and outputs are exactly what the contract says', () => {
  expectTypeOf<Input<'reports.create'>>().toEqualTypeOf<{ runId: string; sign: boolean }>();
  expectTypeOf<Output<'reports.create'>>().toEqualTypeOf<{ jobId: string }>();
  expectTypeOf<Input<'session.sign-in'>>().toEqualTypeOf<{
    serial: string;
    pin: string;
    confirmed?: boolean | undefined;
  }>();
  expectTypeOf<Output<'clinic.choose-ca'>>().toEqualTypeOf<{
    file: { handle: string; name: string } | null;
  }>();
  expectTypeOf<EventPayload<'job.changed'>>().toEqualTypeOf<{ jobId: string }>();
  expectTypeOf<keyof Handlers>().toEqualTypeOf<Channel>();
  expectTypeOf<keyof typeof eventSchemas>().toEqualTypeOf<EventName>();
  expectTypeOf<keyof Bridge>().toEqualTypeOf<'invoke' | 'on'>();
  expectTypeOf<Awaited<ReturnType<typeof bridge.invoke<'jobs.cancel'>>>>().toEqualTypeOf<
    Result<Output<'jobs.cancel'>>
  >();
  expect(Object.keys(contract).sort()).toEqual([...CHANNELS].sort());
});

test('events and their schemas are the same set, and no name is listed twice', () => {
  expect(Object.keys(eventSchemas).sort()).toEqual([...EVENTS].sort());
  expect(new Set(CHANNELS).size).toBe(CHANNELS.length);
  expect(new Set(EVENTS).size).toBe(EVENTS.length);
});

/** Whether a schema refuses members it does not know, in each form that it takes. */
function isStrict(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.every((option) => option instanceof z.ZodType && isStrict(option));
  const { error } = schema.safeParse({ patientName: 'Ada Example' });
  return error?.issues.some(({ code }) => code === 'unrecognized_keys') ?? false;
}

test('every input and output is an object that refuses members it does not know', () => {
  for (const [channel, { input, output }] of Object.entries(contract)) {
    expect(isStrict(output), `${channel}: output`).toBe(true);
    expect(isStrict(input), `${channel}: input`).toBe(true);
  }
  expect(isStrict(z.union([z.strictObject({}), z.object({})]))).toBe(false);
});
