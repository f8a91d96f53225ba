import type { DataClass, Proposal, RuleTag } from '../../src-shared/phi/classification.ts';
import { FIELD_KINDS, type FieldKind, nameTells, plainName } from './field-kinds.ts';
import type { CatalogueColumn } from './classification-ports.ts';
import { tableKey, type TableSubject } from './table-subjects.ts';
import { shareOf, type Tally } from './value-shapes.ts';

/** Below this, a kind is a guess that is not made. */
const SURE_ENOUGH = 0.4;
/** Fewer values than this tell little. */
const FEW_VALUES = 20;

const IDENTIFIERS: ReadonlySet<string> = new Set([
  ...['ssn', 'mrn', 'insurance', 'card', 'email', 'phone', 'birth-date', 'postal-code', 'address'],
  ...['person-name', 'photo', 'ip'],
]);
/** Kinds that are to be encrypted wherever they stand. */
const ENCRYPTED: ReadonlySet<string> = new Set(['ssn', 'insurance', 'card', 'credential', 'photo']);

/** The rules that a class comes under. */
export function tagsOf(
  classification: DataClass,
  name: { readonly table: string; readonly column: string },
): RuleTag[] {
  const words = plainName(`${name.table} ${name.column}`);
  switch (classification) {
    case 'none':
      return [];
    case 'internal':
      return ['soc2-confidentiality'];
    case 'credential':
      return ['soc2-security', 'soc2-confidentiality'];
    case 'personal':
      return ['gdpr-personal', 'soc2-privacy'];
    case 'identifier':
      return ['hipaa-identifier', 'hipaa-phi', 'gdpr-personal', 'soc2-privacy'];
    case 'health':
      return ['hipaa-phi', 'gdpr-special', 'soc2-privacy'];
    case 'special':
      return [
        'hipaa-phi',
        ...(words.includes('psychotherap') ? (['hipaa-psychotherapy'] as const) : []),
        ...(/sensitivity|substance|alcohol|drug|addiction/.test(words) ? (['42-cfr-part-2'] as const) : []),
        'gdpr-special',
        'soc2-privacy',
      ];
  }
}

type Seen = { readonly kind: FieldKind; readonly confidence: number; readonly reasons: readonly string[] };

/** The kind that name, type and values together tell most of; null when they tell too little. */
function kindOf(column: CatalogueColumn, tally: Tally | null): Seen | null {
  const name = plainName(column.column);
  let best: Seen | null = null;
  for (const kind of FIELD_KINDS) {
    const byName = nameTells(kind, name, column.type);
    if (byName === null) continue;
    const [share, shape, tells] = strongest(kind, tally);
    // The kind's type is all that is known of a date: enough to say that it is one.
    const byValues = tells * share * Math.min(1, Math.sqrt((tally?.values ?? 0) / FEW_VALUES));
    const contradicted = byName > 0 && shape === null && contradicts(kind, tally);
    const confidence = (1 - (1 - byName) * (1 - byValues)) * (contradicted ? 0.6 : 1);
    const sure = kind.id === 'moment' ? Math.max(confidence, 0.5) : confidence;
    if (sure < SURE_ENOUGH || sure <= (best?.confidence ?? 0)) continue;
    best = {
      kind,
      confidence: sure,
      reasons: [
        ...(byName > 0 ? ['the name says so'] : []),
        ...(shape === null
          ? []
          : [`${Math.round(share * 100)} % of ${tally?.values ?? 0} values look like it`]),
        ...(shape === 'ssn-unissued' ? ['the numbers are of ranges that were never issued'] : []),
        ...(contradicted ? ['but its values do not look like it'] : []),
        ...(kind.id === 'moment' ? ['the type is a date or a time'] : []),
      ],
    };
  }
  return best;
}

function strongest(kind: FieldKind, tally: Tally | null): readonly [number, string | null, number] {
  let found: readonly [number, string | null, number] = [0, null, 0];
  if (tally === null) return found;
  for (const [shape, tells] of Object.entries(kind.shapes)) {
    const share = shareOf(tally, shape as keyof FieldKind['shapes']);
    if (share >= 0.5 && share * tells > found[0] * found[2]) found = [share, shape, tells];
  }
  return found;
}

/** Enough values were seen, every one of another kind that is told by its values. */
const contradicts = (kind: FieldKind, tally: Tally | null): boolean =>
  tally !== null &&
  tally.values >= FEW_VALUES &&
  Object.values(kind.shapes).some((tells) => tells >= 0.85) &&
  Object.keys(kind.shapes).every((shape) => shareOf(tally, shape as keyof FieldKind['shapes']) < 0.1);

const SPECIAL_TABLE =
  /psychotherap|substance|alcohol|addiction|(?:^|_)hiv(?:_|$)|genetic|genom|abortion|reproductive/;

/**
 * What a column probably holds: the kind of field from its name, type and values; the class from whom the table is about.
 * Says why. Holds no value.
 */
export function propose(
  column: CatalogueColumn,
  subjects: ReadonlyMap<string, TableSubject>,
  tally: Tally | null,
): Proposal {
  const subject = subjects.get(tableKey(column.schema, column.table)) ?? {
    about: 'nobody',
    is: false,
    why: '',
  };
  const seen = kindOf(column, tally);
  const made = (
    classification: DataClass,
    kind: string,
    confidence: number,
    reasons: readonly string[],
    encrypt: boolean,
  ): Proposal => ({
    classification,
    tags: tagsOf(classification, column),
    encrypt,
    audit: classification !== 'none' && classification !== 'internal',
    kind,
    confidence: Math.round(confidence * 100) / 100,
    reason: sentence(reasons),
  });
  const { about, is, why } = subject;
  if (seen?.kind.id === 'credential')
    return made('credential', seen.kind.words, seen.confidence, seen.reasons, true);

  const pointsTo =
    column.references === null
      ? undefined
      : subjects.get(tableKey(column.references.schema, column.references.table));
  const own = column.primaryKey && column.references === null;
  if (about === 'patient') {
    if (SPECIAL_TABLE.test(plainName(column.table)) && seen?.kind.only?.test(column.type) === true)
      return made(
        'special',
        seen.kind.words,
        0.9,
        [...seen.reasons, 'the whole table is specially protected'],
        true,
      );
    if (seen?.kind.id === 'special')
      return made('special', seen.kind.words, seen.confidence, seen.reasons, false);
    if (pointsTo?.about === 'patient' && pointsTo.is)
      return made(
        'identifier',
        'Points to a patient',
        0.9,
        [`it points to ${column.references?.table ?? ''}`],
        false,
      );
    if (own && is)
      return made(
        'identifier',
        'Number of a patient',
        0.8,
        ['it is the key of the table of patients'],
        false,
      );
    if (seen !== null && IDENTIFIERS.has(seen.kind.id))
      return made(
        'identifier',
        seen.kind.words,
        seen.confidence,
        [...seen.reasons, why],
        ENCRYPTED.has(seen.kind.id),
      );
    if (is && /^names?$/.test(plainName(column.column)))
      return made('identifier', 'Name of a person', 0.8, ['the name says so', why], false);
    if (own) return made('internal', 'Number of a record', 0.6, ['it is the key of its table'], false);
    if (pointsTo?.about === 'staff')
      return made(
        'personal',
        'Points to a member of staff',
        0.6,
        [`it points to ${column.references?.table ?? ''}`],
        false,
      );
    return made(
      'health',
      seen?.kind.words ?? 'About a patient',
      seen?.confidence ?? 0.6,
      [...(seen?.reasons ?? []), why],
      false,
    );
  }
  if (seen !== null && seen.kind.id !== 'moment' && (IDENTIFIERS.has(seen.kind.id) || about === 'staff')) {
    // Nobody's social security number is harmless, whoever's it is.
    const health = seen.kind.id === 'mrn' || seen.kind.id === 'insurance';
    return made(
      health ? 'identifier' : 'personal',
      seen.kind.words,
      seen.confidence,
      [...seen.reasons, why],
      ENCRYPTED.has(seen.kind.id),
    );
  }
  if (about === 'staff')
    return own
      ? made('internal', 'Number of a record', 0.6, ['it is the key of its table'], false)
      : made(
          'personal',
          seen?.kind.words ?? 'About a member of staff',
          0.5,
          [...(seen?.reasons ?? []), why],
          false,
        );
  if (
    seen !== null &&
    ['diagnosis', 'measurement', 'special'].includes(seen.kind.id) &&
    seen.confidence >= 0.75
  )
    return made(
      'health',
      seen.kind.words,
      seen.confidence * 0.6,
      [...seen.reasons, 'though nothing points to a person'],
      false,
    );
  if (seen?.kind.id === 'free-text' && shareOf(tally ?? { values: 0, shapes: {} }, 'prose') > 0)
    return made(
      'personal',
      seen.kind.words,
      seen.confidence * 0.7,
      [...seen.reasons, 'people are often named in it'],
      false,
    );
  return made('none', seen?.kind.words ?? 'Nothing personal found', 0.5, [why], false);
}

function sentence(reasons: readonly string[]): string {
  const text = reasons.filter((reason) => reason !== '').join('; ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
