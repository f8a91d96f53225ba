import type { CycleVerification } from './service.ts';
import type { Picture } from './picture.ts';
import { keyOf } from './records.ts';

type Problem = CycleVerification['problems'][number] & { readonly tampered: boolean };

/** Problems with what is attached: a file or a result that is not the one that was attached, or that nobody could open. */
function attachedProblems({ controls, records, attached }: Picture): readonly Problem[] {
  return controls.flatMap(({ requirement, evidence, testResults }) => {
    const hashes = new Map(
      records.get(keyOf(requirement))?.results.map(({ id, sha256 }) => [id, sha256] as const),
    );
    const told = (text: string): Problem => ({ requirement, text, tampered: true });
    return [
      ...evidence.flatMap((id) => {
        const found = attached.evidence.get(id);
        if (found === undefined)
          return [told('A piece of evidence that it names is not kept here any more.')];
        if (found.state === 'missing') return [told(`The file of “${found.title}” is not there any more.`)];
        if (found.state === 'changed')
          return [told(`The file of “${found.title}” is not the one that was added.`)];
        return found.state === 'intact'
          ? []
          : [
              {
                ...{ requirement, tampered: false },
                text: `The file of “${found.title}” is encrypted and could not be opened: sign in to the token under whose key it is, then check again.`,
              },
            ];
      }),
      ...testResults.flatMap((id) =>
        attached.results.get(id)?.sha256 === hashes.get(id)
          ? []
          : [
              told(
                'A test result that it names is not kept here any more, or is not the one that was attached.',
              ),
            ],
      ),
    ];
  });
}

/** Problems with approvals: broken signatures, and changes that nobody recorded. A recorded change is none, it only voids. */
const approvalProblems = ({ controls, approvals }: Picture): readonly Problem[] =>
  controls.flatMap(({ requirement, digest, revision }) => {
    const newest = approvals.all(keyOf(requirement)).at(-1);
    if (newest === undefined) return [];
    if (newest.objection !== null)
      return [{ requirement, text: newest.objection, tampered: newest.tampered }];
    return newest.revision === revision && newest.digest !== digest
      ? [
          {
            ...{ requirement, tampered: true },
            text: `It is not what ${newest.by} approved, and no change of it was recorded: it was changed outside this application.`,
          },
        ]
      : [];
  });

/** What checking a cycle came to; `intact` for an open one says that nothing signed was changed behind its back. */
export function verificationOf(picture: Picture): CycleVerification {
  const { lock } = picture;
  const problems: readonly Problem[] = [
    ...(lock === null || lock.result === 'intact'
      ? []
      : [{ requirement: null, text: lock.reason ?? '', tampered: lock.result === 'tampered' }]),
    ...approvalProblems(picture),
    ...attachedProblems(picture),
  ];
  return {
    result: problems.some(({ tampered }) => tampered)
      ? 'tampered'
      : problems.length > 0
        ? 'could-not-tell'
        : 'intact',
    problems: problems.slice(0, 5000).map(({ requirement, text }) => ({ requirement, text })),
  };
}
