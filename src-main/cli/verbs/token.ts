import { basename, resolve } from 'node:path';
import type { TokenInfo } from '../../../src-shared/token/types.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

/** What a token's flags say of its PIN, in words. */
const PIN_WORDS: Readonly<Record<TokenInfo['pin'], string>> = {
  ok: 'ready',
  'count-low': 'a wrong PIN was typed before',
  'final-try': 'one try left: not used',
  locked: 'locked',
  'not-initialised': 'has no PIN yet',
  'to-be-changed': 'its PIN must be changed',
};

/** Known modules, and the tokens of those that were agreed to. Nothing is loaded that was not. */
export async function tokenListVerb({ services }: Context): Promise<Outcome> {
  const modules = (await services.token.modules()).filter(({ present }) => present);
  const found = await Promise.all(
    modules.map(async ({ moduleId, name, file, chosen }) => {
      const { trust } = await services.token.examine(moduleId);
      if (trust !== 'trusted' && !chosen) return { name, file, chosen, trust, tokens: [], problem: null };
      try {
        const { tokens } = await services.token.inspect(moduleId);
        return { name, file, chosen, trust, tokens: [...tokens], problem: null };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return { name, file, chosen, trust, tokens: [], problem: error.message };
      }
    }),
  );
  return {
    answer: {
      json: { modules: found },
      lines:
        found.length === 0
          ? ['No known PKCS#11 module is on this computer; name one with `token inspect FILE`.']
          : found.flatMap(({ name, file, chosen, trust, tokens, problem }) => [
              `${name}, ${file}${chosen ? ' (in use)' : ''}: ${problem ?? TRUST[trust]}`,
              ...table(
                tokens.map(({ label, serial, manufacturer, model, pin }) => [
                  `  ${label}`,
                  `${manufacturer} ${model}, serial number ${serial}: ${PIN_WORDS[pin]}`,
                ]),
              ),
            ]),
    },
    exit: EXIT.fine,
  };
}

const TRUST = {
  trusted: 'agreed to',
  new: 'not loaded, nobody has agreed to it yet',
  changed: 'not loaded, it is another file than the one that was agreed to',
} as const;

export type InspectOptions = { readonly trust?: string };

/** What a module's file is and, once it was agreed to, what is in its slots. */
export async function tokenInspectVerb(
  { services }: Context,
  file: string,
  { trust }: InspectOptions,
): Promise<Outcome> {
  const { moduleId } = services.token.addFile(resolve(file));
  if (trust !== undefined) await services.token.trust(moduleId, trust.toLowerCase());
  const module = await services.token.examine(moduleId);
  const facts: [string, string][] = [
    ['file', `${basename(module.file)} in ${module.folder}`],
    ['maker', module.vendor ?? 'the file does not say'],
    ['version', module.version ?? 'the file does not say'],
    ['made for', module.madeFor],
    ['SHA-256', module.sha256],
    ...(module.trustedSha256 === null
      ? []
      : [['agreed to', module.trustedSha256] satisfies [string, string]]),
  ];
  if (module.problem !== null || module.trust !== 'trusted')
    return {
      answer: {
        json: { module, tokens: null },
        lines: [
          ...table(facts),
          ...(module.problem === null
            ? [`${file}: ${TRUST[module.trust]}.`, `To agree: token inspect FILE --trust ${module.sha256}`]
            : [module.problem.message, module.problem.remedy]),
        ],
      },
      exit: EXIT.error,
    };
  const { tokens, blanks } = await services.token.inspect(moduleId);
  const described = await Promise.all(tokens.map(({ serial }) => services.token.describe(moduleId, serial)));
  return {
    answer: {
      json: { module, tokens, described, blanks },
      lines: [
        ...table(facts),
        ...described.flatMap((token, at) => [
          '',
          ...table([
            ['token', token.label],
            ['serial number', token.serial],
            ['made by', `${token.manufacturer} ${token.model}`],
            ['hardware, firmware', `${token.hardware}, ${token.firmware}`],
            ['PIN', PIN_WORDS[tokens[at]?.pin ?? 'ok']],
            ['FIPS 140', token.fips ?? 'it does not say'],
            ['can', token.abilities.join(', ')],
          ]),
        ]),
        ...(blanks.length === 0 ? [] : ['', `Tokens that were never set up: ${blanks.length}.`]),
      ],
    },
    exit: EXIT.fine,
  };
}
