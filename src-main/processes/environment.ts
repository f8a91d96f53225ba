type Environment = Readonly<Record<string, string | undefined>>;

// A PKCS#11 module is foreign code: our PIN and database variables, and options that change how Node runs, stay here.
const WITHHELD = /^(ATTESTRY_|PG|DATABASE_URL$|NODE_OPTIONS$|ELECTRON_RUN_AS_NODE$)/i;

/** The environment of a child process: ours without what it has no business with, then what was asked for. */
export function childEnvironment(own: Environment, extra: Environment = {}): Record<string, string> {
  const kept = Object.entries(own).filter(([name]) => !WITHHELD.test(name));
  return Object.fromEntries(
    [...kept, ...Object.entries(extra)].filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
