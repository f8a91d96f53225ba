import type { PersonCopy } from './copy-model.ts';

type Part = PersonCopy['part'];

/** The fixed words of the copy that a person reads. The record itself stands as it was written. */
export const COPY_WORDS = {
  en: {
    title: 'Copy of your health record',
    part: ({ number, of }: Part) => `Part ${number} of ${of}`,
    page: (page: number, of: number) => `Page ${page} of ${of}`,
    person: 'Record of',
    born: 'Date of birth',
    recordNumber: 'Medical record number',
    request: 'Request',
    made: 'Made on',
    contents: 'Contents',
    nothing: 'No records were found for this request.',
    leftOut: 'What was left out, and why',
    nothingLeftOut: 'Nothing was left out.',
    leftOutWhy:
      'Some information is not in this copy. The letter that came with it says how to complain and whether you can have this decision reviewed.',
    withheldField: 'left out',
    part2:
      '42 CFR part 2 prohibits unauthorized use or disclosure of these records: some are records of treatment for a substance use disorder.',
    kinds: {
      amendment: 'Amendment',
      request: 'Request to amend',
      denial: 'Answer to the request',
      disagreement: 'Statement of disagreement',
      rebuttal: 'Our reply to it',
    },
    attached: (name: string) => `See the file ${name}.`,
    other: 'Entry',
  },
  es: {
    title: 'Copia de su expediente médico',
    part: ({ number, of }: Part) => `Parte ${number} de ${of}`,
    page: (page: number, of: number) => `Página ${page} de ${of}`,
    person: 'Expediente de',
    born: 'Fecha de nacimiento',
    recordNumber: 'Número de expediente',
    request: 'Solicitud',
    made: 'Fecha de la copia',
    contents: 'Contenido',
    nothing: 'No se encontraron registros para esta solicitud.',
    leftOut: 'Lo que no se incluyó y por qué',
    nothingLeftOut: 'No se omitió nada.',
    leftOutWhy:
      'Parte de la información no está en esta copia. La carta que la acompaña explica cómo presentar una queja y si usted puede pedir que se revise esta decisión.',
    withheldField: 'no incluido',
    part2:
      '42 CFR parte 2 prohíbe el uso o la divulgación no autorizados de estos registros: algunos son de tratamiento por un trastorno por consumo de sustancias.',
    kinds: {
      amendment: 'Enmienda',
      request: 'Solicitud de enmienda',
      denial: 'Respuesta a la solicitud',
      disagreement: 'Declaración de desacuerdo',
      rebuttal: 'Nuestra respuesta',
    },
    attached: (name: string) => `Vea el archivo ${name}.`,
    other: 'Entrada',
  },
} as const;
