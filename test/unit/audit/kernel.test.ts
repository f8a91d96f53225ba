import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KERNEL_FREE, openKernel } from '../../../src-main/audit/kernel.ts';

const kernel = openKernel(4 << 20)!;
const data = KERNEL_FREE + 64;
const list = data + (2 << 20);
const out = list + 65_536;

const sha256 = (...parts: Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const outcome = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    kernel.memory.toString('hex', out + index * 32, out + index * 32 + 32),
  );

describe('the kernel', () => {
  test('gives the example of FIPS 180-4', () => {
    kernel.memory.write('abc', data);
    kernel.words.set([data, 3], list / 4);
    kernel.messages(list, 1, out);
    expect(outcome(1)).toEqual(['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']);
  });
  test('hashes messages of any length, anywhere, in any number', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: fc.uint8Array({ maxLength: 300 }) },
            { weight: 1, arbitrary: fc.uint8Array({ maxLength: 5000, size: 'max' }) },
          ),
          { maxLength: 40 },
        ),
        fc.nat(7),
        (contents, gap) => {
          let at = data;
          contents.forEach((content, index) => {
            kernel.memory.set(content, at);
            kernel.words.set([at, content.length], list / 4 + index * 2);
            at += content.length + gap;
          });
          kernel.messages(list, contents.length, out);
          expect(outcome(contents.length)).toEqual(contents.map((content) => sha256(content)));
        },
      ),
      { numRuns: 300 },
    );
  });
  test('hashes pairs and nodes in any number and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 1200 }), fc.nat(3), (content, shift) => {
        const from = data + shift * 4;
        const count = Math.floor(content.length / 64);
        kernel.memory.set(content, from);
        kernel.pairs(from, count, out);
        const each = Array.from({ length: count }, (_, index) =>
          content.subarray(index * 64, index * 64 + 64),
        );
        expect(outcome(count)).toEqual(each.map((pair) => sha256(pair)));
        kernel.nodes(from, count, out);
        expect(outcome(count)).toEqual(each.map((pair) => sha256(Uint8Array.of(1), pair)));
        expect(kernel.memory.subarray(from, from + content.length)).toEqual(Buffer.from(content));
      }),
      { numRuns: 300 },
    );
  });
});

describe('without the kernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  test('a machine without WebAssembly has none', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(openKernel(65_536)).toBeNull();
  });
  test('one that counts wrong is not used', () => {
    const { Instance } = WebAssembly;
    vi.stubGlobal('WebAssembly', {
      Module: WebAssembly.Module,
      Instance: function (module: WebAssembly.Module) {
        const { exports } = new Instance(module);
        const { memory, messages, pairs } = exports as unknown as {
          memory: WebAssembly.Memory;
          messages: unknown;
          pairs: unknown;
        };
        return { exports: { memory, messages, pairs, nodes: pairs } };
      },
    });
    expect(openKernel(65_536)).toBeNull();
  });
});
