import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fhirChecks } from '../../src-main/fhir/index.ts';
import { threadWire } from '../../src-main/processes/thread.ts';
import { bundleText } from '../../src-main/rights/response/fhir-bundle.ts';
import { resourcesOf } from '../../src-main/rights/response/fhir-resources.ts';
import { observationOf, oneOfEach, sampleFhirMap } from '../fixtures/released-items.ts';

/* How long FHIR R4 of a record takes, and how much memory: node test/bench/response.mts [items]; needs the bundles. */

const root = join(import.meta.dirname, '../..');
const items = Number(process.argv[2] ?? 10_000);
const checks = fhirChecks(
  () =>
    threadWire(
      join(root, 'out/main/fhir-worker.js'),
      { definitions: join(root, 'resources/fhir/r4-definitions.json.gz') },
      { resourceLimits: {} },
    ),
  { now: () => Date.now() },
);
const facts = {
  ...{ caseId: 'R-2026-0001', madeAt: '2026-03-02T15:00:00Z' },
  entity: { name: 'Example Clinic', address: '1 Main Street', phone: '555 0100' },
  person: { familyName: 'Quillfeather', givenNames: 'Zofia', birthDate: '1961-04-09' },
};
const each = oneOfEach();
async function* released() {
  for (let n = 0; n < items; n++)
    yield await Promise.resolve(n < each.length ? each[n]! : observationOf(1000 + n));
}

for (const form of ['json', 'xml'] as const) {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  let [bytes, peak] = [0, 0];
  const hash = createHash('sha256');
  const tally = { resources: {}, sources: {} };
  for await (const piece of bundleText(
    resourcesOf(released, sampleFhirMap, facts),
    form,
    facts,
    checks,
    tally,
  )) {
    bytes += piece.length;
    hash.update(piece);
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  const used = process.cpuUsage(cpu);
  console.log(
    `${form}: ${items} items in ${((performance.now() - from) / 1000).toFixed(1)} s (CPU ${((used.user + used.system) / 1e6).toFixed(1)} s), ${(bytes / 1e6).toFixed(1)} MB, peak ${Math.round(peak / 1e6)} MB`,
  );
}
process.exit();
