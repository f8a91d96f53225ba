/** One object of the guard schema and what is told of it, by name of the fact. */
export type DeployedObject = { readonly kind: string; readonly facts: Readonly<Record<string, string>> };

/** Objects by their full name, as `function guard.seal_pending(max integer)`. */
export type Deployed = Readonly<Record<string, DeployedObject>>;

/** What one file of the pack changes: what it makes or makes anew, and what it takes away. */
export type PackStep = { readonly made: Deployed; readonly gone: readonly string[] };

/** One file of the pack, as the application brings it. */
export type PackFile = {
  readonly number: number;
  /** File name. */
  readonly name: string;
  readonly sql: string;
  /** Of the SQL, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** SQL that takes away what the file made. */
  readonly down: string;
  /** What it does to the schema; null when the application does not know. */
  readonly step: PackStep | null;
};

const same = (a: DeployedObject, b: DeployedObject): boolean => {
  const names = new Set([...Object.keys(a.facts), ...Object.keys(b.facts)]);
  return a.kind === b.kind && [...names].every((name) => a.facts[name] === b.facts[name]);
};

/** What changed between two looks at the schema. */
export const stepBetween = (before: Deployed, after: Deployed): PackStep => ({
  made: Object.fromEntries(
    Object.entries(after).filter(([name, object]) => {
      const earlier = before[name];
      return earlier === undefined || !same(earlier, object);
    }),
  ),
  gone: Object.keys(before).filter((name) => !(name in after)),
});

/**
 * What stands in the schema when some files of the pack are installed.
 *
 * @returns null when the application does not know what one of them does
 */
export function expectedOf(files: readonly PackFile[]): Deployed | null {
  let state: Record<string, DeployedObject> = {};
  for (const { step } of files) {
    if (step === null) return null;
    const { made, gone } = step;
    state = {
      ...Object.fromEntries(Object.entries(state).filter(([name]) => !gone.includes(name))),
      ...made,
    };
  }
  return state;
}
