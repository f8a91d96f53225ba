import type { TDocumentDefinitions } from 'pdfmake/interfaces';
import { isBlank, type Labelled, type Marked, readingOf } from './pdf-roles.ts';
import { openElement, type Properties, type Role, type StructureElement } from './pdf-structure.ts';
import {
  type LaidOutPage,
  type LayoutNode,
  type Line,
  type PDFDocument,
  pdfmake,
  type Row,
} from './pdfmake-parts.ts';

type Node = LayoutNode & Marked & Owned;
/** A drawing that may be part of a picture. */
export type Owned = { owner?: StructureElement };
type Opening = readonly [Role, Properties?];

/** Keeps the header of a table while its slices follow one another. */
class SlicesWriter extends pdfmake.PageElementWriter {
  headerStays = false;

  override popFromRepeatables(): void {
    if (!this.headerStays) super.popFromRepeatables();
  }
}

/** pdfmake's layout, which notes of everything it places what it is: the logical structure in reading order. */
export class TaggedLayout extends pdfmake.LayoutBuilder {
  /** Whose content a line is, by its inlines: they are shared by all copies of a line. */
  readonly owners = new WeakMap<object, StructureElement>();
  #root = openElement('Document', null);
  /** Null for running heads and feet. */
  #at: StructureElement | null = this.#root;
  /** The table whose slices follow one another. */
  #sliced: StructureElement | null = null;
  /** What the parts of tables and lists are. */
  readonly #parts = new WeakMap<object, readonly Opening[]>();
  readonly #only = new WeakSet<object>();
  readonly #contents = new WeakSet<object>();
  #slices = new SlicesWriter(new pdfmake.DocumentContext());

  constructor(pageSize: object, margins: object) {
    super(pageSize, margins, new pdfmake.SvgMeasure());
    this.registerTableLayouts(pdfmake.tableLayouts);
  }

  get root(): StructureElement {
    return this.#root;
  }

  /** The pages so far; what is on one stays until it is drawn. */
  get pages(): readonly LaidOutPage[] {
    return this.writer.context().pages;
  }

  /** Lays everything out at once; a heading is not left alone at the foot of a page. */
  whole(content: readonly unknown[], document: PDFDocument, defaultStyle: object): void {
    const none = undefined;
    this.layoutDocument([...content], document, {}, defaultStyle, none, none, none, none, isLeftAlone);
  }

  /** Prepares for {@link add}. */
  start(document: PDFDocument, defaultStyle: object): void {
    this.docPreprocessor = new pdfmake.Preprocessor();
    this.docMeasure = new pdfmake.Measure(document, {}, defaultStyle, this.svgMeasure, this.tableLayouts);
    this.writer = this.#slices;
    this.writer.addPage(this.pageSize, null, this.pageMargins);
  }

  /**
   * Lays out what follows.
   *
   * @returns how many pages are complete
   */
  add(content: unknown): number {
    // Only a break before headings, which nothing here has, looks back at what was laid out.
    this.linearNodeList = [];
    const node = this.docPreprocessor.preprocessDocument({ stack: [content] });
    this.processNode(this.docMeasure.measureDocument(node));
    return this.writer.context().page;
  }

  /** Running heads and feet of all pages, for which their number must be known. */
  addEdges(header: unknown, footer: unknown): void {
    this.#at = null;
    this.addHeadersAndFooters(header, footer);
  }

  protected override tryLayoutDocument(content: object, ...rest: readonly unknown[]): object {
    // Every try begins anew.
    this.#root = this.#at = openElement('Document', null);
    return super.tryLayoutDocument(content, ...rest);
  }

  protected override processNode(node: Node, inCell?: boolean): void {
    const outer = this.#at;
    const opened: StructureElement[] = [];
    if (outer !== null) {
      if (node.slice !== undefined && node.slice !== 'first') this.#at = this.#sliced;
      else
        for (const [role, properties] of this.#openings(node, outer)) {
          this.#at = openElement(role, this.#at, properties);
          opened.push(this.#at);
        }
      if (node.slice === 'first') this.#sliced = this.#at;
    }
    super.processNode(node, inCell);
    const last = node.slice === 'last' && this.#sliced !== null ? [this.#sliced] : [];
    if (node.slice !== 'first') for (const element of [...opened, ...last]) element.closed = true;
    this.#at = outer;
  }

  /** The elements that a piece of content is, from the outermost. */
  #openings(node: Node, outer: StructureElement): readonly Opening[] {
    const given = this.#parts.get(node) ?? [];
    if (node.alt !== undefined) return [...given, ['Figure', { alt: node.alt }]];
    if (node.ul !== undefined) {
      for (const item of node.ul) this.#parts.set(item, [['LI'], ['LBody']]);
      return [...given, ['L']];
    }
    if (node.table !== undefined) {
      if (this.#contents.has(node)) return [['TOC']];
      return isData(node) ? [...given, ['Table']] : given;
    }
    // A cell or an item of one line needs no paragraph.
    if (given.length > 0 && node.stack?.length === 1) this.#only.add(node.stack[0] ?? node);
    if (node.text === undefined) return given;
    const { text, turned } = readingOf(node.text);
    if (isBlank(text)) return given;
    const direct =
      given.length > 0 || this.#only.has(node) || outer.role === 'Figure' || outer.role === 'Link';
    return [
      ...given,
      ...(direct ? [] : [[headingRole(node.headlineLevel)] as const]),
      ...(turned ? [['Span', { actualText: text }] as const] : []),
    ];
  }

  protected override processRow(row: Row): object {
    const outer = this.#at;
    const { tableNode } = row;
    if (outer === null || tableNode === undefined) return super.processRow(row);
    const listed = this.#contents.has(tableNode);
    if (!listed && !isData(tableNode)) return super.processRow(row);
    const opened = (listed ? (['TOCI', 'Reference', 'Link'] as const) : (['TR'] as const)).map(
      (role) => (this.#at = openElement(role, this.#at)),
    );
    if (!listed)
      for (const [column, cell] of row.cells.entries()) this.#parts.set(cell, [cellOf(row, cell, column)]);
    const result = super.processRow(row);
    for (const element of opened) element.closed = true;
    this.#at = outer;
    return result;
  }

  protected override processToc(node: Node): void {
    if (node.toc?._table !== undefined) this.#contents.add(node.toc._table);
    super.processToc(node);
  }

  protected override processTable(node: Node): void {
    const { slice } = node;
    this.#slices.headerStays = slice === 'first' || slice === 'next';
    super.processTable(node);
    this.#slices.headerStays = false;
    if (slice === 'last') this.#slices.popFromRepeatables();
  }

  protected override processCanvas(node: Node): void {
    for (const vector of node.canvas ?? []) this.#own(vector);
    super.processCanvas(node);
  }

  protected override processSVG(node: Node): void {
    this.#own(node);
    super.processSVG(node);
  }

  /** What is drawn belongs to a picture, or else is decoration; vectors are copied with what they own. */
  #own(drawing: Owned): void {
    if (this.#at?.role !== 'Figure') return;
    this.#at.awaited += 1;
    drawing.owner = this.#at;
  }

  protected override buildNextLine(node: Node): Line | null {
    const line = super.buildNextLine(node);
    if (line !== null && this.#at !== null && line.inlines.some(({ text }) => !isBlank(text))) {
      this.#at.awaited += 1;
      this.owners.set(line.inlines, this.#at);
    }
    return line;
  }
}

const isLeftAlone: NonNullable<TDocumentDefinitions['pageBreakBefore']> = (
  node,
  { getFollowingNodesOnPage },
) => node.headlineLevel !== undefined && getFollowingNodesOnPage().length === 0;

/** A table without a header and without labels is a box around something. */
const isData = ({ table, slice }: Node): boolean =>
  slice !== undefined ||
  (table !== undefined && ((table.headerRows ?? 0) > 0 || (table as Labelled).labelled === true));

const headingRole = (level: number | undefined): Role =>
  level === undefined ? 'P' : level === 1 ? 'H1' : level === 2 ? 'H2' : 'H3';

function cellOf({ tableNode, rowIndex = 0 }: Row, { colSpan = 1 }: Node, column: number): Opening {
  const table: (LayoutNode['table'] & Labelled) | undefined = tableNode?.table;
  const columns = colSpan > 1 ? { columns: colSpan } : {};
  if (rowIndex < (table?.headerRows ?? 0)) return ['TH', { scope: 'Column', ...columns }];
  return table?.labelled === true && column === 0 ? ['TH', { scope: 'Row', ...columns }] : ['TD', columns];
}
