import { parentPort, workerData } from 'node:worker_threads';
import type { FhirIssue, FhirVerdict } from '../../src-shared/fhir/types.ts';
import { parentWire, serve } from '../processes/rpc.ts';
import { checkResource } from './check.ts';
import { loadDefinitions } from './definitions.ts';
import type { ExactResource, WrittenResource } from './ports.ts';
import { judgeInput } from './verdict.ts';
import { writeResources } from './writing.ts';

/** What the thread that checks FHIR resources is started with. */
export type FhirWorkerData = { readonly definitions: string };

/** What the thread answers to. Validating is slow and walks what strangers wrote: it has a thread of its own. */
export type FhirWorkerMethods = {
  judge(input: { readonly bytes: Uint8Array; readonly today: string }): FhirVerdict;
  check(input: {
    readonly resource: Readonly<Record<string, unknown>>;
    readonly today: string;
  }): readonly FhirIssue[];
  write(input: {
    readonly resources: readonly ExactResource[];
    readonly today: string;
    readonly form: 'json' | 'xml';
  }): readonly WrittenResource[];
};

const ready = (): void => {
  loadDefinitions((workerData as FhirWorkerData).definitions);
};
const methods: FhirWorkerMethods = {
  judge: ({ bytes, today }) => {
    ready();
    return judgeInput(bytes, today);
  },
  check: ({ resource, today }) => {
    ready();
    return checkResource(resource, today);
  },
  write: ({ resources, today, form }) => {
    ready();
    return writeResources(resources, today, form);
  },
};

if (parentPort !== null) {
  serve(parentWire(parentPort), methods);
}
