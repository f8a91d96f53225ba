import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

export type SampleUpOptions = {
  readonly entries?: string;
  readonly seed?: string;
  readonly unlessConnected?: boolean;
};

const wholeNumber = (text: string | undefined, name: string): number | null => {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Fault('usage', `--${name} is not a whole number.`, `Give a number, e.g. --${name} 10000.`);
};

export async function sampleUpVerb({ services, work }: Context, options: SampleUpOptions): Promise<Outcome> {
  if (options.unlessConnected === true && (await services.status()).profile === 'clinic')
    return {
      answer: {
        json: { state: 'connected' },
        lines: ['This profile is connected to a clinic; no sample is needed.'],
      },
      exit: EXIT.fine,
    };
  const begun = performance.now();
  const clinic = await services.sample.up(
    { entries: wholeNumber(options.entries, 'entries'), seed: wholeNumber(options.seed, 'seed') },
    work,
  );
  return {
    answer: {
      json: { ...clinic, elapsedMs: Math.round(performance.now() - begun) },
      lines: [
        'The sample clinic is up. Everything in it is synthetic; its passwords and its PIN protect nobody.',
        ...table([
          ['Audit entries', String(clinic.entries)],
          ['Patients', String(clinic.patients)],
          ['Officer', clinic.databaseUrl],
          ['Administrator', clinic.adminUrl],
          ['Token', `${clinic.tokenLabel} (module ${clinic.module})`],
          ['PIN', clinic.pin],
          ['CA certificate', clinic.caCertificate],
        ]),
      ],
    },
    exit: EXIT.fine,
  };
}

export async function sampleStatusVerb({ services }: Context): Promise<Outcome> {
  const status = await services.sample.status();
  return {
    answer: {
      json: { state: status.state, ...status.clinic },
      lines: [`The sample clinic is ${status.state}.`],
    },
    exit: EXIT.fine,
  };
}

export async function sampleDownVerb(
  { services }: Context,
  options: { readonly delete?: boolean },
): Promise<Outcome> {
  await services.sample.down({ delete: options.delete === true });
  return {
    answer: {
      json: { state: options.delete === true ? 'absent' : 'stopped' },
      lines: [
        options.delete === true
          ? 'The sample clinic is stopped and its data removed.'
          : 'The sample clinic is stopped; its data is kept.',
      ],
    },
    exit: EXIT.fine,
  };
}
