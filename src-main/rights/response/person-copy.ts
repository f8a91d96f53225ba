import { COPY_WORDS, type CopyEntry, type PageMaker, type PersonCopy } from '../../reports/index.ts';
import { filesOf } from './fhir-documents.ts';
import { attachmentName } from './fhir-resources.ts';
import type { ReleasedItem, ReleasedItems } from './released.ts';

/** Items of one part: beyond that the layout would need more memory than a clinic's computer has to spare. */
const PART = 1500;

/** What the copy says beside the items. */
export type CopyFacts = Omit<PersonCopy, 'part' | 'sections'>;

/**
 * The copy that a person reads, in parts of {@link PART} items; each is laid out and let go before the next is begun.
 *
 * @throws Fault `report-failed`, `cancelled`, what reading the items throws
 */
export async function* personCopies(
  items: ReleasedItems,
  facts: CopyFacts,
  pages: Pick<PageMaker, 'copy'>,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly name: string; readonly pdf: Uint8Array; readonly items: number }> {
  let total = 0;
  for await (const item of items()) total += item.number >= 0 ? 1 : 0;
  const of = Math.max(1, Math.ceil(total / PART));
  let [number, inPart, sections] = [1, 0, new Map<string, CopyEntry[]>()];
  const made = async () => {
    const copy = {
      ...{ ...facts, part: { number, of } },
      sections: [...sections].map(([title, entries]) => ({ title, entries })),
    };
    const name = of === 1 ? 'record.pdf' : `record-${String(number).padStart(2, '0')}-of-${of}.pdf`;
    const part = { name, pdf: await pages.copy(copy, signal), items: inPart };
    [number, inPart, sections] = [number + 1, 0, new Map<string, CopyEntry[]>()];
    return part;
  };
  for await (const item of items()) {
    const entries = sections.get(item.title) ?? [];
    entries.push(entryOf(item, facts.language, entries.length));
    sections.set(item.title, entries);
    inPart += 1;
    if (inPart === PART) yield await made();
  }
  if (inPart > 0 || total === 0) yield await made();
}

function entryOf(item: ReleasedItem, language: PersonCopy['language'], before: number): CopyEntry {
  const words = COPY_WORDS[language];
  const files = filesOf(item);
  return {
    heading: item.day ?? `${words.other} ${before + 1}`,
    fields: item.fields
      .filter(({ value, redacted, content }) => redacted || content !== null || (value ?? '') !== '')
      .map((field) => ({
        label: field.title,
        value: field.redacted
          ? null
          : files.includes(field)
            ? words.attached(attachmentName(item, field.field))
            : field.value,
      })),
    added: item.companions.map(({ kind, text, addedOn }) => ({
      label: `${words.kinds[kind]}, ${addedOn}`,
      text,
    })),
  };
}
