/**
 * Modules of the main process do nothing by being imported: what a thread does not use of them, and the libraries that
 * only that part needs, stay out of its bundle. A reader thread that loaded everything the audit room knows would take
 * 5 MiB more, and would be later at work (docs/decisions/0038-what-a-thread-loads.md).
 */
export const TREE_SHAKING = {
  moduleSideEffects: [{ test: /[\\/]src-(?:main|shared)[\\/]/, sideEffects: false }],
};
