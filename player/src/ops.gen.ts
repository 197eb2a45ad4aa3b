// Records, field tables and limits. Generated from format/ops.toml by `make gen`; do not edit.
//
// Each record carries its number as `type`. A colour (rgba) is one number, 0xRRGGBBAA. A reference to a
// column is the column's values themselves; other references are the definition's object.

export const VERSION = 1;
export const MAGIC = "h5rec";
export const MAX_RECORD_BYTES = 67108864;
export const MAX_CHUNK_RAW_BYTES = 134217728;
export const MAX_CHUNK_RECORDS = 1048576;
export const MAX_CHUNK_REFERENCES = 8388608;
export const MAX_LIST_ITEMS = 1048576;
export const MAX_COLUMN_VALUES = 16777216;
export const MAX_WINDOW_BYTES = 8388608;
export const MAX_VARINT_BYTES = 9;
export const INDEX_MAGIC = 0x184d2a5d;
export const SEEK_TABLE_MAGIC = 0x184d2a5e;
export const SEEK_FOOTER_MAGIC = 0x8f92eab1;
export const FIRST_DEFINITION = 64;
export const FIRST_OP = 96;

export const HEADER = 1;
export const FIGURE = 2;
export const CLOSE = 3;
export const FRAME = 4;
export const CARRY = 5;
export const MARK = 6;
export const OUTPUT = 7;
export const END = 8;
export const CHECK = 9;
export const CHUNK = 10;
export const COLUMN = 64;
export const PATH = 65;
export const STYLE = 66;
export const CLIP = 67;
export const GROUP = 68;
export const AXES = 69;
export const IMAGE = 70;
export const TEXT = 71;
export const DRAW_PATH = 96;
export const DRAW_MARKERS = 97;
export const DRAW_COLLECTION = 98;
export const DRAW_IMAGE = 99;
export const DRAW_TEXT = 100;

/** First record of every chunk (and of the index): what this is and who made it. */
export interface Header {
  readonly type: typeof HEADER;
  /** always `h5rec` */
  readonly magic: string;
  /** format version; a reader refuses a higher one */
  readonly version: number;
  /** number of this chunk, counted from 0 */
  readonly chunk: number;
  /** session time at which the chunk was opened */
  readonly timeNs: number;
  /** wall clock at session time 0 */
  readonly createdUnixNs: number;
  /** key, value, key, value, ...: title, script, argv (JSON), h5rec, matplotlib, python, platform, clock */
  readonly meta: readonly string[];
}

/** A figure was opened, resized or retitled; repeated at the start of every chunk for each open figure. */
export interface Figure {
  readonly type: typeof FIGURE;
  /** number of the figure, unique in the session */
  readonly figure: number;
  /** session time of the change */
  readonly timeNs: number;
  /** window title */
  readonly title: string;
  /** canvas width */
  readonly widthPx: number;
  /** canvas height */
  readonly heightPx: number;
  /** dots per inch of the figure */
  readonly dpi: number;
  /** number that this figure's next new frame gets */
  readonly nextFrame: number;
}

/** A figure was closed; its number is not used again in this session. */
export interface Close {
  readonly type: typeof CLOSE;
  /** the figure */
  readonly figure: number;
  /** session time */
  readonly timeNs: number;
}

/** One new, complete picture of one figure. */
export interface Frame {
  readonly type: typeof FRAME;
  /** the figure */
  readonly figure: number;
  /** counted from 0 in each figure, without gaps */
  readonly number: number;
  /** session time, never less than that of the frame before */
  readonly timeNs: number;
  /** where each axes lies and what its coordinates are */
  readonly axes: readonly Axes[];
  /** what to draw, back to front */
  readonly ops: readonly Op[];
}

/** The picture that a figure already showed when this chunk began: state for whoever starts here, not a new frame. */
export interface Carry {
  readonly type: typeof CARRY;
  /** the figure */
  readonly figure: number;
  /** number of the frame that it repeats */
  readonly number: number;
  /** session time of that frame */
  readonly timeNs: number;
  /** as in `frame` */
  readonly axes: readonly Axes[];
  /** as in `frame` */
  readonly ops: readonly Op[];
}

/** A labelled moment. */
export interface Mark {
  readonly type: typeof MARK;
  /** session time */
  readonly timeNs: number;
  /** what the script calls it */
  readonly label: string;
}

/** Text that the script wrote. */
export interface Output {
  readonly type: typeof OUTPUT;
  /** session time */
  readonly timeNs: number;
  /** 1 stdout, 2 stderr */
  readonly stream: number;
  /** as written, with its line ends */
  readonly text: string;
}

/** The session ended by itself; a log without it was cut off. */
export interface End {
  readonly type: typeof END;
  /** session time */
  readonly timeNs: number;
  /** exit status of the script */
  readonly status: number;
  /** `finished`, `interrupted`, `failed` or `limit` */
  readonly reason: string;
}

/** Checksum over every raw byte since the check before it (or since the chunk's start), itself not included. */
export interface Check {
  readonly type: typeof CHECK;
  /** CRC-32 as in zlib and PNG */
  readonly crc32: number;
}

/** Only in the index: where a chunk lies and what is in it. */
export interface Chunk {
  readonly type: typeof CHUNK;
  /** the chunk */
  readonly number: number;
  /** first byte in the file */
  readonly offset: number;
  /** compressed size */
  readonly sizeBytes: number;
  /** size of its record stream */
  readonly rawBytes: number;
  /** session time of its first new frame, or of its opening */
  readonly firstNs: number;
  /** session time of its last record */
  readonly lastNs: number;
  /** figure, number of its first new frame here, count; repeated */
  readonly frames: readonly number[];
}

/** A column of 32-bit integers. */
export interface Column {
  readonly type: typeof COLUMN;
  /** see "Columns" */
  readonly values: Int32Array;
}

/** A path: matplotlib's codes and two columns of coordinates. */
export interface Path {
  readonly type: typeof PATH;
  /** a coordinate is its integer / 2^bits; at most 24 */
  readonly bits: number;
  /** one per vertex: 1 moveto, 2 lineto, 3 curve3 (2 vertices), 4 curve4 (3 vertices), 79 closepoly (its vertex is not used); empty: one polyline */
  readonly codes: Uint8Array;
  /** to the right */
  readonly x: Int32Array | null;
  /** downwards, as long as x */
  readonly y: Int32Array | null;
}

/** How to fill and stroke. */
export interface Style {
  readonly type: typeof STYLE;
  /** alpha 0: not filled */
  readonly fill: number;
  /** alpha 0: not stroked */
  readonly stroke: number;
  /** 0: not stroked */
  readonly lineWidthPx: number;
  /** 0 butt, 1 round, 2 square */
  readonly cap: number;
  /** 0 miter, 1 round, 2 bevel */
  readonly join: number;
  /** as in SVG and canvas */
  readonly miterLimit: number;
  /** 0: edges are hard where the drawing surface can do that */
  readonly antialias: number;
  /** where in the pattern to start */
  readonly dashOffsetPx: number;
  /** on, off, ...; empty: solid */
  readonly dashesPx: readonly number[];
}

/** Where drawing shows: the intersection of a rectangle and any number of paths. */
export interface Clip {
  readonly type: typeof CLIP;
  /** x, y, width, height in whole px, y downwards; empty: no rectangle */
  readonly rect: readonly number[];
  /** each filled by the non-zero rule */
  readonly paths: readonly Path[];
}

/** The artist that draws. */
export interface Group {
  readonly type: typeof GROUP;
  /** the artist around it */
  readonly parent: Group | null;
  /** matplotlib's group name: figure, axes, line2d, text, ... */
  readonly kind: string;
  /** Artist.get_gid(), or empty */
  readonly gid: string;
  /** Artist.get_label() unless it starts with an underscore, or empty */
  readonly label: string;
}

/** Where an axes lies and what its coordinates are. */
export interface Axes {
  readonly type: typeof AXES;
  /** x, y, width, height; y downwards */
  readonly boxPx: readonly number[];
  /** Axes.name: rectilinear, polar, 3d, ... */
  readonly projection: string;
  /** of each axis: linear, log, ... */
  readonly scales: readonly string[];
  /** left, right, bottom, top (and z) in data coordinates */
  readonly limits: readonly number[];
  /** Axes.get_label() */
  readonly label: string;
}

/** Pixels, rows from the top. */
export interface Image {
  readonly type: typeof IMAGE;
  /** at least 1 */
  readonly widthPx: number;
  /** at least 1 */
  readonly heightPx: number;
  /** RGBA of each colour index; empty: the data is RGBA itself */
  readonly palette: Uint8Array;
  /** one index, or RGBA, for each pixel; not premultiplied */
  readonly data: Uint8Array;
}

/** A line of text: what it says, and the outlines to draw it with. */
export interface Text {
  readonly type: typeof TEXT;
  /** the string, or its TeX source between dollars */
  readonly text: string;
  /** family name */
  readonly font: string;
  /** em size */
  readonly sizePx: number;
  /** of x and y */
  readonly bits: number;
  /** each filled by the non-zero rule */
  readonly glyphs: readonly Path[];
  /** of each glyph from the origin, to the right */
  readonly x: Int32Array | null;
  /** of each glyph from the baseline, downwards */
  readonly y: Int32Array | null;
}

/** Fill, then stroke, one path. */
export interface DrawPath {
  readonly type: typeof DRAW_PATH;
  readonly group: Group | null;
  readonly clip: Clip | null;
  readonly style: Style | null;
  readonly path: Path | null;
}

/** Draw one path at many places. */
export interface DrawMarkers {
  readonly type: typeof DRAW_MARKERS;
  readonly group: Group | null;
  readonly clip: Clip | null;
  readonly style: Style | null;
  /** relative to its place */
  readonly path: Path | null;
  /** of x and y */
  readonly bits: number;
  /** places */
  readonly x: Int32Array | null;
  /** places, as many as x */
  readonly y: Int32Array | null;
}

/** Draw item i for each i: paths and styles are chosen by an index column, or in turn where there is none. */
export interface DrawCollection {
  readonly type: typeof DRAW_COLLECTION;
  readonly group: Group | null;
  readonly clip: Clip | null;
  /** at least one */
  readonly styles: readonly Style[];
  /** into styles, one per item; none: i modulo their number */
  readonly styleIndex: Int32Array | null;
  /** at least one */
  readonly paths: readonly Path[];
  /** into paths, one per item; none: i modulo their number */
  readonly pathIndex: Int32Array | null;
  /** of a, b, c, d */
  readonly matrixBits: number;
  /** one per item; a none: every matrix is the identity */
  readonly a: Int32Array | null;
  /** none: 0 */
  readonly b: Int32Array | null;
  /** none: 0 */
  readonly c: Int32Array | null;
  /** none: the same as a */
  readonly d: Int32Array | null;
  /** of x and y */
  readonly bits: number;
  /** a vertex (u, v) is drawn at (a u + c v + x, b u + d v + y); the line width is not scaled */
  readonly x: Int32Array | null;
  /** as many as x */
  readonly y: Int32Array | null;
}

/** Draw an image in a rectangle. */
export interface DrawImage {
  readonly type: typeof DRAW_IMAGE;
  readonly group: Group | null;
  readonly clip: Clip | null;
  readonly image: Image | null;
  /** left */
  readonly xPx: number;
  /** top */
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1: interpolate when scaled, 0: whole pixels */
  readonly smooth: number;
}

/** Draw a line of text. */
export interface DrawText {
  readonly type: typeof DRAW_TEXT;
  readonly group: Group | null;
  readonly clip: Clip | null;
  /** only its fill is used */
  readonly style: Style | null;
  readonly text: Text | null;
  /** origin */
  readonly xPx: number;
  /** baseline at the origin */
  readonly yPx: number;
  /** counterclockwise about the origin */
  readonly angleDeg: number;
}

export type Op = DrawPath | DrawMarkers | DrawCollection | DrawImage | DrawText;
export type Definition = Column | Path | Style | Clip | Group | Axes | Image | Text | Op;
export type Rec = Header | Figure | Close | Frame | Carry | Mark | Output | End | Check | Chunk;

export type FieldKind = "bytes" | "column" | "f32" | "f32s" | "f64" | "f64s" | "int" | "ints" | "ref" | "refs" | "rgba" | "string" | "strings" | "u32" | "u8" | "uint" | "uints";

/** How one field is read; `target`: number of the definition referred to, 0 none, -1 any op. */
export interface FieldRow {
  readonly name: string;
  readonly kind: FieldKind;
  readonly target: number;
}

/** A record's name and fields. */
export interface RecordRow {
  readonly name: string;
  readonly fields: readonly FieldRow[];
}

/** By number. */
export const RECORDS: ReadonlyMap<number, RecordRow> = new Map([
  [1, { name: "header", fields: [
    { name: "magic", kind: "string", target: 0 },
    { name: "version", kind: "uint", target: 0 },
    { name: "chunk", kind: "uint", target: 0 },
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "createdUnixNs", kind: "uint", target: 0 },
    { name: "meta", kind: "strings", target: 0 },
  ] }],
  [2, { name: "figure", fields: [
    { name: "figure", kind: "uint", target: 0 },
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "title", kind: "string", target: 0 },
    { name: "widthPx", kind: "uint", target: 0 },
    { name: "heightPx", kind: "uint", target: 0 },
    { name: "dpi", kind: "f64", target: 0 },
    { name: "nextFrame", kind: "uint", target: 0 },
  ] }],
  [3, { name: "close", fields: [
    { name: "figure", kind: "uint", target: 0 },
    { name: "timeNs", kind: "uint", target: 0 },
  ] }],
  [4, { name: "frame", fields: [
    { name: "figure", kind: "uint", target: 0 },
    { name: "number", kind: "uint", target: 0 },
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "axes", kind: "refs", target: 69 },
    { name: "ops", kind: "refs", target: -1 },
  ] }],
  [5, { name: "carry", fields: [
    { name: "figure", kind: "uint", target: 0 },
    { name: "number", kind: "uint", target: 0 },
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "axes", kind: "refs", target: 69 },
    { name: "ops", kind: "refs", target: -1 },
  ] }],
  [6, { name: "mark", fields: [
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "label", kind: "string", target: 0 },
  ] }],
  [7, { name: "output", fields: [
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "stream", kind: "u8", target: 0 },
    { name: "text", kind: "string", target: 0 },
  ] }],
  [8, { name: "end", fields: [
    { name: "timeNs", kind: "uint", target: 0 },
    { name: "status", kind: "int", target: 0 },
    { name: "reason", kind: "string", target: 0 },
  ] }],
  [9, { name: "check", fields: [
    { name: "crc32", kind: "u32", target: 0 },
  ] }],
  [10, { name: "chunk", fields: [
    { name: "number", kind: "uint", target: 0 },
    { name: "offset", kind: "uint", target: 0 },
    { name: "sizeBytes", kind: "uint", target: 0 },
    { name: "rawBytes", kind: "uint", target: 0 },
    { name: "firstNs", kind: "uint", target: 0 },
    { name: "lastNs", kind: "uint", target: 0 },
    { name: "frames", kind: "uints", target: 0 },
  ] }],
  [64, { name: "column", fields: [
    { name: "values", kind: "column", target: 0 },
  ] }],
  [65, { name: "path", fields: [
    { name: "bits", kind: "u8", target: 0 },
    { name: "codes", kind: "bytes", target: 0 },
    { name: "x", kind: "ref", target: 64 },
    { name: "y", kind: "ref", target: 64 },
  ] }],
  [66, { name: "style", fields: [
    { name: "fill", kind: "rgba", target: 0 },
    { name: "stroke", kind: "rgba", target: 0 },
    { name: "lineWidthPx", kind: "f32", target: 0 },
    { name: "cap", kind: "u8", target: 0 },
    { name: "join", kind: "u8", target: 0 },
    { name: "miterLimit", kind: "f32", target: 0 },
    { name: "antialias", kind: "u8", target: 0 },
    { name: "dashOffsetPx", kind: "f32", target: 0 },
    { name: "dashesPx", kind: "f32s", target: 0 },
  ] }],
  [67, { name: "clip", fields: [
    { name: "rect", kind: "ints", target: 0 },
    { name: "paths", kind: "refs", target: 65 },
  ] }],
  [68, { name: "group", fields: [
    { name: "parent", kind: "ref", target: 68 },
    { name: "kind", kind: "string", target: 0 },
    { name: "gid", kind: "string", target: 0 },
    { name: "label", kind: "string", target: 0 },
  ] }],
  [69, { name: "axes", fields: [
    { name: "boxPx", kind: "f64s", target: 0 },
    { name: "projection", kind: "string", target: 0 },
    { name: "scales", kind: "strings", target: 0 },
    { name: "limits", kind: "f64s", target: 0 },
    { name: "label", kind: "string", target: 0 },
  ] }],
  [70, { name: "image", fields: [
    { name: "widthPx", kind: "uint", target: 0 },
    { name: "heightPx", kind: "uint", target: 0 },
    { name: "palette", kind: "bytes", target: 0 },
    { name: "data", kind: "bytes", target: 0 },
  ] }],
  [71, { name: "text", fields: [
    { name: "text", kind: "string", target: 0 },
    { name: "font", kind: "string", target: 0 },
    { name: "sizePx", kind: "f32", target: 0 },
    { name: "bits", kind: "u8", target: 0 },
    { name: "glyphs", kind: "refs", target: 65 },
    { name: "x", kind: "ref", target: 64 },
    { name: "y", kind: "ref", target: 64 },
  ] }],
  [96, { name: "draw_path", fields: [
    { name: "group", kind: "ref", target: 68 },
    { name: "clip", kind: "ref", target: 67 },
    { name: "style", kind: "ref", target: 66 },
    { name: "path", kind: "ref", target: 65 },
  ] }],
  [97, { name: "draw_markers", fields: [
    { name: "group", kind: "ref", target: 68 },
    { name: "clip", kind: "ref", target: 67 },
    { name: "style", kind: "ref", target: 66 },
    { name: "path", kind: "ref", target: 65 },
    { name: "bits", kind: "u8", target: 0 },
    { name: "x", kind: "ref", target: 64 },
    { name: "y", kind: "ref", target: 64 },
  ] }],
  [98, { name: "draw_collection", fields: [
    { name: "group", kind: "ref", target: 68 },
    { name: "clip", kind: "ref", target: 67 },
    { name: "styles", kind: "refs", target: 66 },
    { name: "styleIndex", kind: "ref", target: 64 },
    { name: "paths", kind: "refs", target: 65 },
    { name: "pathIndex", kind: "ref", target: 64 },
    { name: "matrixBits", kind: "u8", target: 0 },
    { name: "a", kind: "ref", target: 64 },
    { name: "b", kind: "ref", target: 64 },
    { name: "c", kind: "ref", target: 64 },
    { name: "d", kind: "ref", target: 64 },
    { name: "bits", kind: "u8", target: 0 },
    { name: "x", kind: "ref", target: 64 },
    { name: "y", kind: "ref", target: 64 },
  ] }],
  [99, { name: "draw_image", fields: [
    { name: "group", kind: "ref", target: 68 },
    { name: "clip", kind: "ref", target: 67 },
    { name: "image", kind: "ref", target: 70 },
    { name: "xPx", kind: "f32", target: 0 },
    { name: "yPx", kind: "f32", target: 0 },
    { name: "widthPx", kind: "f32", target: 0 },
    { name: "heightPx", kind: "f32", target: 0 },
    { name: "smooth", kind: "u8", target: 0 },
  ] }],
  [100, { name: "draw_text", fields: [
    { name: "group", kind: "ref", target: 68 },
    { name: "clip", kind: "ref", target: 67 },
    { name: "style", kind: "ref", target: 66 },
    { name: "text", kind: "ref", target: 71 },
    { name: "xPx", kind: "f32", target: 0 },
    { name: "yPx", kind: "f32", target: 0 },
    { name: "angleDeg", kind: "f32", target: 0 },
  ] }],
]);
