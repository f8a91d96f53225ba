import { createHash } from 'node:crypto';
import type { Attachment, DocumentReference, Reference } from '@medplum/fhirtypes';
import type { Companion } from '../../../src-shared/rights/dossier.ts';
import { type Made, listOf, named, present, type Row, type Surroundings } from './fhir-row.ts';
import { codeOf, dateOf, instantOf, textOf } from './fhir-values.ts';
import type { ReleasedField, ReleasedItem } from './released.ts';

const TEXT = 'text/plain; charset=utf-8';
const MIME = /^[a-z]+\/[a-z0-9.+-]+$/;

const inline = (text: string, title?: string): Attachment =>
  present<Attachment>({
    contentType: TEXT,
    data: Buffer.from(text, 'utf8').toString('base64'),
    title,
  });

/** An attachment that stands as a file of its own beside the bundle. */
async function beside(
  item: ReleasedItem,
  field: ReleasedField,
  mime: string | undefined,
  title: string | undefined,
  around: Surroundings,
): Promise<Attachment> {
  const bytes = (await field.content?.read()) ?? new Uint8Array();
  return present<Attachment>({
    contentType: mime ?? (field.content?.text === true ? TEXT : 'application/octet-stream'),
    url: around.fileOf(item, field),
    size: bytes.length,
    // FHIR R4 wants SHA-1 here; the manifest has SHA-256 of every file.
    hash: createHash('sha1').update(bytes).digest('base64'),
    title,
  });
}

const describedBy = (
  row: Row,
  around: Surroundings,
  type: string,
  content: readonly Attachment[],
): DocumentReference => {
  const visit = row.take('encounter', (key) => (key === null ? undefined : around.encounter(key)));
  return present<DocumentReference>({
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: type },
    subject: around.patient() as DocumentReference['subject'],
    date: row.take('when', instantOf),
    author: listOf(named(row.take('who', textOf))) as DocumentReference['author'],
    content: content.map((attachment) => ({ attachment })),
    context: visit === undefined ? undefined : { encounter: [visit as never] },
  });
};

/** Files that a field of an item makes beside the bundle. */
export const filesOf = (item: ReleasedItem): readonly ReleasedField[] =>
  item.fields.filter(({ content, redacted }) => content !== null && !redacted);

async function attachments(row: Row, around: Surroundings): Promise<Attachment[]> {
  const mime = row.take('mime', (value) => (MIME.test(value ?? '') ? (value ?? '') : undefined));
  const title = row.take('title', textOf);
  const made: Attachment[] = [];
  for (const field of filesOf(row.item)) made.push(await beside(row.item, field, mime, title, around));
  row.content('body');
  const body = row.take('body', textOf);
  if (body !== undefined) made.push(inline(body, title));
  if (made.length === 0) made.push(present<Attachment>({ title: title ?? row.item.title }));
  return made;
}

/** Notes, scans, and records that came from elsewhere. */
export async function document(row: Row, around: Surroundings): Promise<Made> {
  const content = await attachments(row, around);
  return { resource: describedBy(row, around, row.take('type', codeOf) ?? row.item.title, content) };
}

/** A row of a table that has no kind of its own: its fields, one on a line, and files beside it. */
export async function listing(row: Row, around: Surroundings): Promise<Made> {
  const { item } = row;
  const lines = item.fields
    .filter(({ content }) => content === null)
    .map(({ title, value, redacted }) => `${title}: ${redacted ? '[left out]' : (textOf(value) ?? '')}`);
  const content: Attachment[] = [inline(lines.join('\n'), textOf(item.title))];
  for (const field of filesOf(item))
    content.push(await beside(item, field, undefined, textOf(field.title), around));
  const resource = present<DocumentReference>({
    ...describedBy(row, around, textOf(item.title) ?? 'Record', content),
    description: item.day === null ? undefined : `Of ${item.day}`,
  });
  return { resource };
}

/** What travels with an item: an amendment, a disagreement, a rebuttal (45 CFR 164.526(c)(1), (d)(5)). */
export const companionDocument = (
  { kind, addedOn, text }: Companion,
  about: Reference,
  around: Surroundings,
): Made => ({
  resource: present<DocumentReference>({
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: kind },
    subject: around.patient() as DocumentReference['subject'],
    date: dateOf(addedOn) === undefined ? undefined : `${addedOn}T00:00:00Z`,
    content: [{ attachment: inline(textOf(text) ?? '-') }],
    context: { related: [about] },
  }),
});
