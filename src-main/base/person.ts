/** A name or number without what people write differently: case, accents, signs, spaces. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The common name in a subject as it is shown (`CN=…, O=…`, `SN=… + CN=…`), else the text itself. */
function nameIn(subject: string): string {
  const name = /(?:^|[,\n] ?| \+ )CN=((?:\\.|[^,\n\\])*)/.exec(subject)?.[1] ?? subject;
  // What is joined to the name by an unescaped plus is no part of it, such as the serial number of a card.
  return name.split(/ \+ [A-Za-z][\w.]*=/, 1)[0] ?? name;
}

/**
 * What stands for a person wherever two people have to act: the name, whatever else the subject of a certificate says, and
 * however it is written. Two of one name pass for one: then nobody can be their own second person.
 *
 * @param name - a name, or the subject of a certificate
 */
export const personOf = (name: string): string =>
  folded(nameIn(name)).split(' ').toSorted().join(' ') || name;

/** Whether two names may be one person's. */
export const isSamePerson = (one: string, other: string): boolean => personOf(one) === personOf(other);
