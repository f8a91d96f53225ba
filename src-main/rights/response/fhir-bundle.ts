import { Fault } from '../../base/fault.ts';
import type { FhirChecks } from '../../fhir/index.ts';
import type { AddressedResource, PackageFacts } from './fhir-resources.ts';
import { uuids } from './fhir-values.ts';

/** How many resources go to the thread that checks them at once. */
const BATCH = 100;

/** What a bundle turned out to hold. */
export type Tally = {
  readonly resources: Record<string, number>;
  /** Items by title of their source. */
  readonly sources: Record<string, number>;
};

/**
 * A Bundle of type `collection`, piece by piece: one entry on each line, so that memory stays flat however long the record
 * is. Every resource is checked before it is written; at the end every reference must have found its resource.
 *
 * @param tally - counted up on the way
 * @throws Fault `response-invalid` naming elements and rules, never values; what reading the items throws
 */
export async function* bundleText(
  resources: AsyncIterable<AddressedResource>,
  form: 'json' | 'xml',
  facts: PackageFacts,
  checks: Pick<FhirChecks, 'write'>,
  tally: Tally,
): AsyncGenerator<string> {
  const frame = FRAMES[form];
  const addresses = addressBook();
  yield frame.head(uuids(facts.caseId)('bundle', facts.madeAt), facts.madeAt);
  let first = true;
  const written = async (batch: readonly AddressedResource[]): Promise<string> => {
    const texts = await checks.write(
      batch.map(({ resource, exact }) => ({ resource, exact })),
      form,
    );
    return batch
      .map(({ url, resource }, at) => {
        const { text = '', issues = [] } = texts[at] ?? {};
        const [issue] = issues;
        if (text === '' || issue !== undefined)
          throw invalid(
            `${issue?.where ?? String(resource.resourceType)}: ${issue?.text ?? 'It could not be written.'}`,
          );
        const entry = frame.entry(url, text);
        const line = first ? entry : `${frame.between}${entry}`;
        first = false;
        return line;
      })
      .join('');
  };
  // While the thread checks one batch the next is read.
  let pending: Promise<string> | null = null;
  let batch: AddressedResource[] = [];
  const send = (): Promise<string> => {
    const sent = written(batch);
    // A failure is seen where it is awaited.
    sent.catch(() => undefined);
    batch = [];
    return sent;
  };
  for await (const each of resources) {
    addresses.note(each);
    count(tally.resources, String(each.resource.resourceType));
    if (each.source !== null) count(tally.sources, each.source);
    batch.push(each);
    if (batch.length < BATCH) continue;
    if (pending !== null) yield await pending;
    pending = send();
  }
  if (pending !== null) yield await pending;
  yield await send();
  addresses.mustResolve();
  yield frame.tail;
}

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const FRAMES = {
  json: {
    head: (id: string, at: string) =>
      `{"resourceType":"Bundle","id":"${id}","meta":{"lastUpdated":"${at}"},"type":"collection","timestamp":"${at}","entry":[\n`,
    between: ',\n',
    entry: (url: string, text: string) => `{"fullUrl":"${url}","resource":${text}}`,
    tail: '\n]}\n',
  },
  xml: {
    head: (id: string, at: string) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<Bundle xmlns="http://hl7.org/fhir"><id value="${id}"/><meta><lastUpdated value="${at}"/></meta><type value="collection"/><timestamp value="${at}"/>\n`,
    between: '\n',
    entry: (url: string, text: string) =>
      `<entry><fullUrl value="${url}"/><resource>${text}</resource></entry>`,
    tail: '\n</Bundle>\n',
  },
} as const;

/** What is there under which address, and what is pointed at: two short strings a resource. */
function addressBook() {
  const there = new Set<string>();
  const wanted = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const { reference, type } = value as { readonly reference?: unknown; readonly type?: unknown };
      if (typeof reference === 'string') wanted.add(`${String(type)} ${reference}`);
      for (const member of Object.values(value)) if (typeof member === 'object') walk(member);
    }
  };
  return {
    note: ({ url, resource }: AddressedResource): void => {
      const name = `${String(resource.resourceType)} ${url}`;
      if (there.has(name)) throw invalid('Two resources have the same address.');
      there.add(name);
      walk(resource);
    },
    mustResolve: (): void => {
      for (const name of wanted)
        if (!there.has(name)) throw invalid('A reference points at something that is not in the package.');
    },
  };
}

const invalid = (what: string): Fault =>
  new Fault(
    'response-invalid',
    `The copy was not made, because it would not be valid FHIR R4. ${what}`.slice(0, 500),
    'Check the FHIR map of this clinic; until then give the person the PDF. Nothing was sent.',
  );
