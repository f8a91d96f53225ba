import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fhirDefinitions } from '../../fixtures/fhir-definitions.ts';

const FILE = resolve(import.meta.dirname, '../../../resources/fhir/r4-definitions.json.gz');

test('the definitions that are brought along are those of the standard', () => {
  const text = fhirDefinitions();
  if (process.env.ATTESTRY_UPDATE_DOCS === '1') writeFileSync(FILE, gzipSync(text, { level: 9 }));
  expect(gunzipSync(readFileSync(FILE)).toString('utf8') === text).toBe(true);
});
