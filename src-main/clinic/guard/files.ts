import type { PackFile } from '../pack.ts';
import type { Server } from './server.ts';

/** What a file says in its head that makes roles: an owner of a schema may not. */
const MAKES_ROLES = /^-- [^\n]*Run as a role with CREATEROLE\./m;

/** Files that make group roles run as the administrator, the others as the owner of the schema. */
export const makesRoles = ({ sql }: Pick<PackFile, 'sql'>): boolean => MAKES_ROLES.test(sql);

/** Files that are still to be run. Before there was a list, installations had other forms: all of it is run once more. */
export const missingFiles = (files: readonly PackFile[], server: Server): readonly PackFile[] => {
  const there = new Set(server.listed ? server.installed.map(({ number }) => number) : []);
  return files.filter(({ number }) => !there.has(number));
};

/** Files that the database has and this application does not know: it is older than the pack. */
export const unknownFiles = (files: readonly PackFile[], server: Server): readonly string[] => {
  const known = new Set(files.map(({ number }) => number));
  return server.installed.filter(({ number }) => !known.has(number)).map(({ name }) => name);
};
