import type { PDFDocument, Reference } from './pdfmake-parts.ts';

/** Standard structure types that reports use (ISO 32000-1 §14.8.4). */
export type Role =
  | ('Document' | 'H1' | 'H2' | 'H3' | 'P' | 'Span' | 'Figure')
  | ('L' | 'LI' | 'LBody' | 'TOC' | 'TOCI' | 'Reference' | 'Link')
  | ('Table' | 'TR' | 'TH' | 'TD');

/** What an element says beside its content. */
export type Properties = {
  /** What a picture shows, for who does not see it. */
  readonly alt?: string;
  /** What the content reads as where its letters stand in another order than they are read in. */
  readonly actualText?: string;
  readonly scope?: 'Column' | 'Row';
  readonly columns?: number;
};

/** A rectangle, from the top left of the page, in points. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Content of an element: marked content of a page, or an annotation. */
type Content = { readonly page: Reference; readonly item: number | Reference };

/** An element of the logical structure: what a reader that speaks makes of a page. */
export type StructureElement = {
  readonly role: Role;
  readonly properties: Properties;
  readonly parent: StructureElement | null;
  /** In the order in which they are read; what is written is a reference only. */
  readonly children: (StructureElement | Reference | Content)[];
  /** Pieces that are laid out and not drawn yet. */
  awaited: number;
  /** Whether nothing more will be laid out in it. */
  closed: boolean;
  /** Where a picture stands, once it is drawn. */
  box?: Box & { readonly pageHeight: number };
  reference?: Reference;
};

/** A new element, the last one of its parent. */
export function openElement(
  role: Role,
  parent: StructureElement | null,
  properties: Properties = {},
): StructureElement {
  const element = { role, properties, parent, children: [], awaited: 0, closed: false };
  parent?.children.push(element);
  return element;
}

/** The object of an element, made when it is first needed: a layout that is given up leaves nothing in the file. */
export const referenceOf = (element: StructureElement, document: PDFDocument): Reference =>
  (element.reference ??= document.ref({}));

/**
 * Writes every element whose content is drawn completely, and forgets what it was made of: a long table must not be kept
 * whole until the end.
 *
 * @returns whether the element itself is written
 */
export function settle(element: StructureElement, document: PDFDocument): boolean {
  let whole = element.closed && element.awaited === 0;
  element.children.forEach((child, at) => {
    if (!('role' in child)) return;
    if (settle(child, document)) element.children[at] = referenceOf(child, document);
    else whole = false;
  });
  if (whole) write(element, document);
  return whole;
}

function write(element: StructureElement, document: PDFDocument): void {
  const { role, properties, parent, children } = element;
  const pages = children.flatMap((child) => ('page' in child ? [child.page] : []));
  const page = pages[0];
  const reference = referenceOf(element, document);
  const attributes = attributesOf(element);
  Object.assign(reference.data, {
    S: role,
    P: parent === null ? document.getStructTreeRoot() : referenceOf(parent, document),
    ...(page === undefined ? {} : { Pg: page }),
    ...(children.length === 0 ? {} : { K: children.map((child) => kid(child, page)) }),
    ...(properties.alt === undefined ? {} : { Alt: textString(properties.alt) }),
    ...(properties.actualText === undefined ? {} : { ActualText: textString(properties.actualText) }),
    ...(attributes === undefined ? {} : { A: attributes }),
  });
  reference.end();
  children.length = 0;
}

function kid(child: StructureElement['children'][number], page: Reference | undefined): unknown {
  if (!('page' in child)) return child;
  if (typeof child.item !== 'number') return { Type: 'OBJR', Pg: child.page, Obj: child.item };
  return child.page === page ? child.item : { Type: 'MCR', Pg: child.page, MCID: child.item };
}

/** Attributes by ISO 32000-1 §14.8.5. */
function attributesOf({ role, properties, box }: StructureElement): object | undefined {
  if (box !== undefined) {
    const { x, y, width, height, pageHeight } = box;
    return { O: 'Layout', Placement: 'Block', BBox: [x, pageHeight - y - height, x + width, pageHeight - y] };
  }
  if (role === 'L') return { O: 'List', ListNumbering: 'Disc' };
  const { scope, columns } = properties;
  if (scope === undefined && columns === undefined) return undefined;
  return {
    O: 'Table',
    ...(scope === undefined ? {} : { Scope: scope }),
    ...(columns === undefined ? {} : { ColSpan: columns }),
  };
}

// A name is what pdfkit makes of a primitive string, a text string of an object.
export const textString = (text: string): unknown => Object(text) as unknown;
