import { createRequire } from 'node:module';

/* The parts of pdfmake that pages are laid out and drawn with; the types that there are know only its whole. */

/** An indirect object of the file. */
export type Reference = { readonly data: Record<string, unknown>; end(): void };
export type Page = {
  readonly height: number;
  readonly dictionary: Reference;
  readonly structParentTreeKey: number;
  content: Reference;
};
/** Letters as shapes with their places. */
export type Run = { readonly glyphs: readonly unknown[] };
export type Font = { layoutRun: (text: string, features?: readonly string[]) => Run };

/** The file that is written, as far as it is used here. */
export declare class PDFDocument {
  constructor(
    fonts: object,
    images: object,
    patterns: object,
    attachments: object,
    options: object,
    virtualFiles: null,
    localAccessPolicy: (file: string) => boolean,
  );
  readonly page: Page;
  push: (chunk: Uint8Array | null) => boolean;
  read(): Uint8Array | null;
  provideFont(family: string, bold: boolean, italics: boolean): Font;
  ref(data?: unknown): Reference;
  addContent(operators: string): this;
  switchToPage(index: number): Page;
  annotate(x: number, y: number, width: number, height: number, options: object): this;
  getStructTreeRoot(): Reference;
  getStructParentTree(): { add(key: number, value: Reference): void };
  createStructParentTreeNextKey(): number;
  end(): void;
}

export type Line = {
  /** The same array in every copy of a line, for example in a header that is repeated. */
  readonly inlines: readonly { readonly text: string }[];
  readonly x: number;
  readonly y: number;
  getWidth(): number;
  getHeight(): number;
};
export type Vector = { readonly x?: number; readonly y?: number; readonly w?: number; readonly h?: number };
export type Picture = {
  readonly x: number;
  readonly y: number;
  readonly _width: number;
  readonly _height: number;
};
type Item =
  | { readonly type: 'line'; readonly item: Line }
  | { readonly type: 'vector'; readonly item: Vector }
  | { readonly type: 'svg'; readonly item: Picture };
export type LaidOutPage = { items: readonly Item[] };

export declare class Drawing {
  constructor(document: PDFDocument);
  renderPages(pages: readonly LaidOutPage[]): void;
  renderLine(line: Line, x: number, y: number): void;
  renderVector(vector: Vector): void;
  renderSVG(picture: Picture): void;
}

declare class DocumentContext {
  /** Index of the page that is being filled. */
  readonly page: number;
  readonly pages: readonly LaidOutPage[];
}

declare class PageElementWriter {
  constructor(context: DocumentContext);
  context(): DocumentContext;
  addPage(size: object, orientation: null, margins: object): void;
  popFromRepeatables(): void;
}

/** A piece of content once it is prepared for the layout. */
export type LayoutNode = {
  readonly text?: unknown;
  readonly stack?: readonly LayoutNode[];
  readonly ul?: readonly LayoutNode[];
  readonly table?: { readonly headerRows?: number };
  readonly toc?: { readonly _table?: LayoutNode };
  readonly canvas?: readonly object[];
  readonly colSpan?: number;
  readonly headlineLevel?: number;
};
export type Row = {
  readonly cells: readonly LayoutNode[];
  /** Undefined for columns. */
  readonly tableNode?: LayoutNode;
  readonly rowIndex?: number;
};

declare class Preprocessor {
  preprocessDocument(content: object): LayoutNode;
}

declare class Measure {
  constructor(document: PDFDocument, styles: object, defaultStyle: object, pictures: object, layouts: object);
  measureDocument(content: LayoutNode): LayoutNode;
}

export declare class LayoutBuilder {
  constructor(pageSize: object, pageMargins: object, pictures: object);
  protected readonly pageSize: object;
  protected readonly pageMargins: object;
  protected readonly tableLayouts: object;
  protected readonly svgMeasure: object;
  protected writer: PageElementWriter;
  protected docPreprocessor: Preprocessor;
  protected docMeasure: Measure;
  protected linearNodeList: readonly LayoutNode[];
  registerTableLayouts(layouts: object): void;
  layoutDocument(
    content: object,
    document: PDFDocument,
    styles: object,
    defaultStyle: object,
    background: undefined,
    header: undefined,
    footer: undefined,
    watermark: undefined,
    pageBreakBefore: unknown,
  ): readonly LaidOutPage[];
  protected tryLayoutDocument(content: object, ...rest: readonly unknown[]): object;
  protected addHeadersAndFooters(header: unknown, footer: unknown): void;
  protected processNode(node: LayoutNode, inCell?: boolean): void;
  protected processRow(row: Row): object;
  protected processToc(node: LayoutNode): void;
  protected processTable(node: LayoutNode): void;
  protected processCanvas(node: LayoutNode): void;
  protected processSVG(node: LayoutNode): void;
  protected buildNextLine(node: LayoutNode): Line | null;
}

type PageSizes = {
  normalizePageSize(size: unknown): object;
  normalizePageMargin(margins: unknown): object;
};

// Required, since what an import of these gives depends on who bundles them.
const part = createRequire(import.meta.url);
const named = (name: string): unknown =>
  (part(`pdfmake/js/${name}.js`) as { readonly default: unknown }).default;

/** pdfmake's own classes. */
export const pdfmake = {
  PDFDocument: named('PDFDocument') as typeof PDFDocument,
  Drawing: named('Renderer') as typeof Drawing,
  DocumentContext: named('DocumentContext') as typeof DocumentContext,
  PageElementWriter: named('PageElementWriter') as typeof PageElementWriter,
  Preprocessor: named('DocPreprocessor') as typeof Preprocessor,
  Measure: named('DocMeasure') as typeof Measure,
  LayoutBuilder: named('LayoutBuilder') as typeof LayoutBuilder,
  SvgMeasure: named('SVGMeasure') as new () => object,
  ...(part('pdfmake/js/tableLayouts.js') as { readonly tableLayouts: object }),
  ...(part('pdfmake/js/PageSize.js') as PageSizes),
};
