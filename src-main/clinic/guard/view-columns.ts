/** Where a column of a view comes from, by numbers of relations and columns. */
export type ViewColumn = {
  readonly column: number;
  readonly from: readonly { readonly relation: string; readonly column: number }[] | null;
  readonly plain: boolean;
};

const UNKNOWN = { from: null, plain: false } as const;
/** `rtekind` of a table or view (PostgreSQL source, parsenodes.h). */
const RELATION = '0';
/** Queries inside an expression: what they show is not followed. */
const INNER = /\{(?:SUBLINK|QUERY)\b/;

/**
 * Reads from the parsed form of a view's query (`pg_rewrite.ev_action`) where its columns come from. The parser notes the origin of
 * every column that is passed on as it is (`resorigtbl`, `resorigcol`); of what is computed the columns that stand in the
 * expression are collected. What is not understood is unknown, never nothing.
 */
export function viewColumns(action: string): readonly ViewColumn[] {
  const query = action.indexOf('{QUERY');
  if (query === -1) return [];
  const targets = itemsOf(action, query, ':targetList');
  const tables = itemsOf(action, query, ':rtable').map((entry) =>
    /:rtekind (\d+)/.exec(entry)?.[1] === RELATION ? (/:relid (\d+)/.exec(entry)?.[1] ?? null) : null,
  );
  return targets.flatMap((target): readonly ViewColumn[] => {
    // What the parser says of the entry stands behind its expression.
    const tail = target.slice(target.lastIndexOf('}', target.length - 2) + 1);
    const column = Number(/:resno (\d+)/.exec(tail)?.[1] ?? 0);
    if (column === 0 || tail.includes(' :resjunk true')) return [];
    const [table = '0', origin = '0'] = [
      /:resorigtbl (\d+)/.exec(tail)?.[1],
      /:resorigcol (-?\d+)/.exec(tail)?.[1],
    ];
    if (table !== '0' && Number(origin) > 0)
      return [{ column, from: [{ relation: table, column: Number(origin) }], plain: true }];
    if (INNER.test(target)) return [{ column, ...UNKNOWN }];
    const from: { relation: string; column: number }[] = [];
    for (const [, number, attribute, up] of target.matchAll(
      /\{VAR :varno (-?\d+) :varattno (-?\d+) .*?:varlevelsup (\d+)/g,
    )) {
      const relation = up === '0' ? tables[Number(number) - 1] : undefined;
      if (relation === undefined || relation === null || Number(attribute) <= 0)
        return [{ column, ...UNKNOWN }];
      from.push({ relation, column: Number(attribute) });
    }
    return [{ column, from, plain: false }];
  });
}

/** The members of a list that belongs to the query at `start` itself, and to no query inside it. */
function itemsOf(text: string, start: number, field: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let list = -1;
  let from = -1;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    // A backslash makes the next sign one of a name.
    if (sign === '\\') at += 1;
    else if (sign === '{') {
      depth += 1;
      if (list !== -1 && depth === 2) from = at;
    } else if (sign === '}') {
      depth -= 1;
      if (list !== -1 && depth === 1 && from !== -1) items.push(text.slice(from, at + 1));
      if (depth === 0) break;
    } else if (depth === 1 && list === -1 && text.startsWith(`${field} (`, at)) list = at;
    else if (depth === 1 && list !== -1 && sign === ')') break;
  }
  return items;
}
