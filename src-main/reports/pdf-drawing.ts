import type { Owned } from './pdf-layout.ts';
import { rememberShapes } from './pdf-shapes.ts';
import { type Box, referenceOf, type StructureElement, textString } from './pdf-structure.ts';
import {
  type Font,
  type LaidOutPage,
  type Line,
  type Page,
  pdfmake,
  type Picture,
  type Reference,
  type Vector,
} from './pdfmake-parts.ts';

/** The file that is being written, its bytes kept in one piece instead of thousands. */
export class TaggedFile extends pdfmake.PDFDocument {
  // The head of the file is written by the constructor below.
  #bytes = Buffer.from(this.read() ?? []);
  #length = this.#bytes.length;
  readonly #fonts = new WeakSet<Font>();
  /** The link that is being drawn, and its words. */
  link: { readonly element: StructureElement; readonly line: Line } | null = null;

  override push = (chunk: Uint8Array | null): boolean => {
    if (chunk === null) return false;
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#length + chunk.length, 2 ** 18));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length += chunk.length;
    return true;
  };

  override provideFont(family: string, bold: boolean, italics: boolean): Font {
    const font = super.provideFont(family, bold, italics);
    if (!this.#fonts.has(font)) rememberShapes(font);
    this.#fonts.add(font);
    return font;
  }

  /** Everything written so far. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(0, this.#length));
  }

  override annotate(x: number, y: number, width: number, height: number, options: object): this {
    const { link } = this;
    if (link === null) return super.annotate(x, y, width, height, options);
    // An annotation is content of its element as well (ISO 32000-1 §14.7.4.3), and says in words where it leads.
    const key = this.createStructParentTreeNextKey();
    this.getStructParentTree().add(key, referenceOf(link.element, this));
    const structParent = {
      add: ({ annotationRef }: { readonly annotationRef: Reference }) => {
        annotationRef.data.StructParent = key;
        link.element.children.push({ page: this.page.dictionary, item: annotationRef });
      },
    };
    return super.annotate(x, y, width, height, {
      ...options,
      structParent,
      // Where a page number is meant, it stands there only now.
      Contents: textString(link.line.inlines.map(({ text }) => text).join('')),
    });
  }
}

/** What a mark on a page says: content of an element, or nothing that is read. */
type Mark = StructureElement | 'Pagination' | 'Layout';

/** pdfmake's drawing, which marks everything it draws as content of an element or as an artifact. */
export class TaggedDrawing extends pdfmake.Drawing {
  readonly #file: TaggedFile;
  readonly #owners: WeakMap<object, StructureElement>;
  #open: Mark | null = null;
  /** The element of each piece of marked content of the page. */
  #parents: Reference[] = [];

  constructor(file: TaggedFile, owners: WeakMap<object, StructureElement>) {
    super(file);
    this.#file = file;
    this.#owners = owners;
  }

  /** Draws the content of a page, which becomes the last one; the page is left open for {@link drawEdges}. */
  drawPage(page: LaidOutPage): void {
    this.renderPages([page]);
    this.#close();
    const { page: made } = this.#file;
    const parents = this.#file.ref(this.#parents);
    this.#file.getStructParentTree().add(made.structParentTreeKey, parents);
    parents.end();
    this.#parents = [];
    page.items = [];
  }

  /** Draws running head and foot of a page, which are laid out last, into a second stream of it. */
  drawEdges(page: LaidOutPage, made: Page, index: number): void {
    this.#file.switchToPage(index);
    const first = made.content;
    made.content = this.#file.ref();
    made.dictionary.data.Contents = [first, made.content];
    for (const { type, item } of page.items) if (type === 'line') this.renderLine(item, item.x, item.y);
    this.#close();
    page.items = [];
  }

  override renderLine(line: Line, x: number, y: number): void {
    const owner = this.#owners.get(line.inlines);
    // A header that is repeated on a later page has been read already.
    this.#owners.delete(line.inlines);
    this.#mark(owner ?? 'Pagination', { x, y, width: line.getWidth(), height: line.getHeight() });
    const link = owner === undefined ? null : linkAround(owner);
    this.#file.link = link === null ? null : { element: link, line };
    super.renderLine(line, x, y);
    this.#file.link = null;
  }

  override renderVector(vector: Vector & Owned): void {
    const { x = 0, y = 0, w = 0, h = 0 } = vector;
    this.#mark(vector.owner ?? 'Layout', { x, y, width: w, height: h });
    super.renderVector(vector);
  }

  override renderSVG(picture: Picture & Owned): void {
    const { x, y, _width: width, _height: height } = picture;
    this.#mark(picture.owner ?? 'Layout', { x, y, width, height });
    super.renderSVG(picture);
  }

  /** What is drawn next belongs to this. */
  #mark(mark: Mark, box: Box): void {
    if (typeof mark !== 'string') {
      mark.awaited -= 1;
      if (mark.role === 'Figure') mark.box = around(mark.box, box, this.#file.page.height);
    }
    if (mark === this.#open) return;
    this.#close();
    this.#open = mark;
    if (typeof mark === 'string') {
      this.#file.addContent(`/Artifact <</Type /${mark}>> BDC`);
      return;
    }
    const item = this.#parents.push(referenceOf(mark, this.#file)) - 1;
    mark.children.push({ page: this.#file.page.dictionary, item });
    this.#file.addContent(`/${mark.role} <</MCID ${item.toString()}>> BDC`);
  }

  #close(): void {
    if (this.#open !== null) this.#file.addContent('EMC');
    this.#open = null;
  }
}

type Figured = NonNullable<StructureElement['box']>;

const linkAround = (element: StructureElement): StructureElement | null =>
  element.role === 'Link' ? element : element.parent === null ? null : linkAround(element.parent);

function around(known: Figured | undefined, box: Box, pageHeight: number): Figured {
  if (known === undefined) return { ...box, pageHeight };
  const [x, y] = [Math.min(known.x, box.x), Math.min(known.y, box.y)];
  return {
    ...{ x, y, pageHeight },
    width: Math.max(known.x + known.width, box.x + box.width) - x,
    height: Math.max(known.y + known.height, box.y + box.height) - y,
  };
}
