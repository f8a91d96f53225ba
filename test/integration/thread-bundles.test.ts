import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const main = resolve(import.meta.dirname, '../../out/main');

/** Packages that a bundle loads when it starts, with every part of the program that it is cut from. */
function loadedBy(bundle: string): readonly string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\b[^'"\n]*["']([^'"\n]+)["'];?$/gm,
    ))
      if (name.startsWith('.')) follow(join(dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(name);
  };
  follow(join(main, bundle));
  return [...packages].toSorted();
}

test.each([
  ['range-worker.js', ['pg']],
  ['cache-worker.js', ['better-sqlite3', 'temporal-polyfill', 'zod']],
])('%s loads what its thread needs, and nothing else', (bundle, packages) => {
  expect(loadedBy(bundle)).toEqual(packages);
});
