// Records, field tables and limits. Generated from format/ops.toml by `make gen`; do not edit.
//
// Each record carries its number as `type`. A colour (rgba) is one number, 0xRRGGBBAA. A reference to a
// column is the column's values themselves; other references are the definition's object.

export const VERSION = 2;
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
/** Definitions that a reference counts back, since version 2. */
export const RECENT = 3;

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
export const BATCH = 11;
export const COLUMN = 64;
export const PATH = 65;
export const STYLE = 66;
export const CLIP = 67;
export const GROUP = 68;
export const AXES = 69;
export const IMAGE = 70;
export const TEXT = 71;
export const PATHS = 72;
export const DRAW_PATH = 96;
export const DRAW_MARKERS = 97;
export const DRAW_COLLECTION = 98;
export const DRAW_IMAGE = 99;
export const DRAW_TEXT = 100;
export const DRAW_MESH = 101;
export const DRAW_HATCH = 102;

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

/** Many definitions of one kind: they take the next ids, one after the other. See "Batches". */
export interface Batch {
  readonly type: typeof BATCH;
  /** their number */
  readonly kind: number;
  /** how many; at least 1 */
  readonly items: number;
  /** each field of all of them */
  readonly fields: Uint8Array;
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
  /** 1: every vertex is snapped when drawn, see "Snapping" */
  readonly snap: number;
  /** the line width that decides where a snapped edge lies */
  readonly snapWidthPx: number;
  /** what to draw instead at any scale other than 1; it has no `unhinted` itself */
  readonly unhinted: Path | null;
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
  /** instead of x at any scale other than 1; none: x */
  readonly unhintedX: Int32Array | null;
  /** instead of y; there if unhinted_x is */
  readonly unhintedY: Int32Array | null;
}

/** Many paths in one definition. */
export interface Paths {
  readonly type: typeof PATHS;
  /** a coordinate is its integer / 2^bits; at most 24 */
  readonly bits: number;
  /** as in `path`, of all paths one after the other; empty: each is one polyline */
  readonly codes: Uint8Array;
  /** vertices of each path; their sum is the length of x */
  readonly lengths: Int32Array | null;
  /** of all paths one after the other */
  readonly x: Int32Array | null;
  /** as long as x */
  readonly y: Int32Array | null;
  /** as in `path`, for all of them */
  readonly snap: number;
  /** as in `path` */
  readonly snapWidthPx: number;
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
  /** 1: places are snapped to whole pixels, see "Snapping" */
  readonly snap: number;
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
  /** at least one, unless there is a path_list */
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
  /** instead of paths, which is then empty */
  readonly pathList: Paths | null;
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

/** Draw the pixels of an image as cells between edges, without seams. */
export interface DrawMesh {
  readonly type: typeof DRAW_MESH;
  readonly group: Group | null;
  readonly clip: Clip | null;
  /** a pixel for each cell */
  readonly image: Image | null;
  /** of x and y */
  readonly bits: number;
  /** edges from the left, one more than columns, never decreasing */
  readonly x: Int32Array | null;
  /** edges from the top, one more than rows, never decreasing */
  readonly y: Int32Array | null;
}

/** Draw a pattern: one tile, again and again, and nothing beyond its border. What it fills is the clip. */
export interface DrawHatch {
  readonly type: typeof DRAW_HATCH;
  readonly group: Group | null;
  readonly clip: Clip | null;
  readonly style: Style | null;
  /** in the tile, from its top left corner; never snapped */
  readonly path: Path | null;
  /** width and height of a tile, at least 1; tiles lie side by side from the canvas' top left corner */
  readonly tilePx: number;
  /** x, y, width, height in whole px, y downwards: tiles that lie in it are drawn; of at most 1,048,576 */
  readonly box: readonly number[];
}

export type Op = DrawPath | DrawMarkers | DrawCollection | DrawImage | DrawText | DrawMesh | DrawHatch;
export type Definition = Column | Path | Style | Clip | Group | Axes | Image | Text | Paths | Op;
export type Rec = Header | Figure | Close | Frame | Carry | Mark | Output | End | Check | Chunk | Batch;

export type FieldKind = "bytes" | "column" | "f32" | "f32s" | "f64" | "f64s" | "int" | "ints" | "pixels" | "ref" | "refs" | "rgba" | "string" | "strings" | "u32" | "u8" | "uint" | "uints" | "vectors";

/**
 * How one field is read; `target`: number of the definition referred to, 0 none, -1 any op;
 * `since`: the format version that has it.
 */
export interface FieldRow {
  readonly name: string;
  readonly kind: FieldKind;
  readonly target: number;
  readonly since: number;
}

/** A record's name, fields, and the format version that has it. */
export interface RecordRow {
  readonly name: string;
  readonly since: number;
  readonly fields: readonly FieldRow[];
}

/** By number. */
export const RECORDS: ReadonlyMap<number, RecordRow> = new Map([
  [1, { name: "header", since: 1, fields: [
    { name: "magic", kind: "string", target: 0, since: 1 },
    { name: "version", kind: "uint", target: 0, since: 1 },
    { name: "chunk", kind: "uint", target: 0, since: 1 },
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "createdUnixNs", kind: "uint", target: 0, since: 1 },
    { name: "meta", kind: "strings", target: 0, since: 1 },
  ] }],
  [2, { name: "figure", since: 1, fields: [
    { name: "figure", kind: "uint", target: 0, since: 1 },
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "title", kind: "string", target: 0, since: 1 },
    { name: "widthPx", kind: "uint", target: 0, since: 1 },
    { name: "heightPx", kind: "uint", target: 0, since: 1 },
    { name: "dpi", kind: "f64", target: 0, since: 1 },
    { name: "nextFrame", kind: "uint", target: 0, since: 1 },
  ] }],
  [3, { name: "close", since: 1, fields: [
    { name: "figure", kind: "uint", target: 0, since: 1 },
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
  ] }],
  [4, { name: "frame", since: 1, fields: [
    { name: "figure", kind: "uint", target: 0, since: 1 },
    { name: "number", kind: "uint", target: 0, since: 1 },
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "axes", kind: "refs", target: 69, since: 1 },
    { name: "ops", kind: "refs", target: -1, since: 1 },
  ] }],
  [5, { name: "carry", since: 1, fields: [
    { name: "figure", kind: "uint", target: 0, since: 1 },
    { name: "number", kind: "uint", target: 0, since: 1 },
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "axes", kind: "refs", target: 69, since: 1 },
    { name: "ops", kind: "refs", target: -1, since: 1 },
  ] }],
  [6, { name: "mark", since: 1, fields: [
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "label", kind: "string", target: 0, since: 1 },
  ] }],
  [7, { name: "output", since: 1, fields: [
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "stream", kind: "u8", target: 0, since: 1 },
    { name: "text", kind: "string", target: 0, since: 1 },
  ] }],
  [8, { name: "end", since: 1, fields: [
    { name: "timeNs", kind: "uint", target: 0, since: 1 },
    { name: "status", kind: "int", target: 0, since: 1 },
    { name: "reason", kind: "string", target: 0, since: 1 },
  ] }],
  [9, { name: "check", since: 1, fields: [
    { name: "crc32", kind: "u32", target: 0, since: 1 },
  ] }],
  [10, { name: "chunk", since: 1, fields: [
    { name: "number", kind: "uint", target: 0, since: 1 },
    { name: "offset", kind: "uint", target: 0, since: 1 },
    { name: "sizeBytes", kind: "uint", target: 0, since: 1 },
    { name: "rawBytes", kind: "uint", target: 0, since: 1 },
    { name: "firstNs", kind: "uint", target: 0, since: 1 },
    { name: "lastNs", kind: "uint", target: 0, since: 1 },
    { name: "frames", kind: "uints", target: 0, since: 1 },
  ] }],
  [11, { name: "batch", since: 2, fields: [
    { name: "kind", kind: "uint", target: 0, since: 2 },
    { name: "items", kind: "uint", target: 0, since: 2 },
    { name: "fields", kind: "vectors", target: 0, since: 2 },
  ] }],
  [64, { name: "column", since: 1, fields: [
    { name: "values", kind: "column", target: 0, since: 1 },
  ] }],
  [65, { name: "path", since: 1, fields: [
    { name: "bits", kind: "u8", target: 0, since: 1 },
    { name: "codes", kind: "bytes", target: 0, since: 1 },
    { name: "x", kind: "ref", target: 64, since: 1 },
    { name: "y", kind: "ref", target: 64, since: 1 },
    { name: "snap", kind: "u8", target: 0, since: 2 },
    { name: "snapWidthPx", kind: "f32", target: 0, since: 2 },
    { name: "unhinted", kind: "ref", target: 65, since: 2 },
  ] }],
  [66, { name: "style", since: 1, fields: [
    { name: "fill", kind: "rgba", target: 0, since: 1 },
    { name: "stroke", kind: "rgba", target: 0, since: 1 },
    { name: "lineWidthPx", kind: "f32", target: 0, since: 1 },
    { name: "cap", kind: "u8", target: 0, since: 1 },
    { name: "join", kind: "u8", target: 0, since: 1 },
    { name: "miterLimit", kind: "f32", target: 0, since: 1 },
    { name: "antialias", kind: "u8", target: 0, since: 1 },
    { name: "dashOffsetPx", kind: "f32", target: 0, since: 1 },
    { name: "dashesPx", kind: "f32s", target: 0, since: 1 },
  ] }],
  [67, { name: "clip", since: 1, fields: [
    { name: "rect", kind: "ints", target: 0, since: 1 },
    { name: "paths", kind: "refs", target: 65, since: 1 },
  ] }],
  [68, { name: "group", since: 1, fields: [
    { name: "parent", kind: "ref", target: 68, since: 1 },
    { name: "kind", kind: "string", target: 0, since: 1 },
    { name: "gid", kind: "string", target: 0, since: 1 },
    { name: "label", kind: "string", target: 0, since: 1 },
  ] }],
  [69, { name: "axes", since: 1, fields: [
    { name: "boxPx", kind: "f64s", target: 0, since: 1 },
    { name: "projection", kind: "string", target: 0, since: 1 },
    { name: "scales", kind: "strings", target: 0, since: 1 },
    { name: "limits", kind: "f64s", target: 0, since: 1 },
    { name: "label", kind: "string", target: 0, since: 1 },
  ] }],
  [70, { name: "image", since: 1, fields: [
    { name: "widthPx", kind: "uint", target: 0, since: 1 },
    { name: "heightPx", kind: "uint", target: 0, since: 1 },
    { name: "palette", kind: "bytes", target: 0, since: 1 },
    { name: "data", kind: "pixels", target: 0, since: 1 },
  ] }],
  [71, { name: "text", since: 1, fields: [
    { name: "text", kind: "string", target: 0, since: 1 },
    { name: "font", kind: "string", target: 0, since: 1 },
    { name: "sizePx", kind: "f32", target: 0, since: 1 },
    { name: "bits", kind: "u8", target: 0, since: 1 },
    { name: "glyphs", kind: "refs", target: 65, since: 1 },
    { name: "x", kind: "ref", target: 64, since: 1 },
    { name: "y", kind: "ref", target: 64, since: 1 },
    { name: "unhintedX", kind: "ref", target: 64, since: 2 },
    { name: "unhintedY", kind: "ref", target: 64, since: 2 },
  ] }],
  [72, { name: "paths", since: 2, fields: [
    { name: "bits", kind: "u8", target: 0, since: 2 },
    { name: "codes", kind: "bytes", target: 0, since: 2 },
    { name: "lengths", kind: "ref", target: 64, since: 2 },
    { name: "x", kind: "ref", target: 64, since: 2 },
    { name: "y", kind: "ref", target: 64, since: 2 },
    { name: "snap", kind: "u8", target: 0, since: 2 },
    { name: "snapWidthPx", kind: "f32", target: 0, since: 2 },
  ] }],
  [96, { name: "draw_path", since: 1, fields: [
    { name: "group", kind: "ref", target: 68, since: 1 },
    { name: "clip", kind: "ref", target: 67, since: 1 },
    { name: "style", kind: "ref", target: 66, since: 1 },
    { name: "path", kind: "ref", target: 65, since: 1 },
  ] }],
  [97, { name: "draw_markers", since: 1, fields: [
    { name: "group", kind: "ref", target: 68, since: 1 },
    { name: "clip", kind: "ref", target: 67, since: 1 },
    { name: "style", kind: "ref", target: 66, since: 1 },
    { name: "path", kind: "ref", target: 65, since: 1 },
    { name: "bits", kind: "u8", target: 0, since: 1 },
    { name: "x", kind: "ref", target: 64, since: 1 },
    { name: "y", kind: "ref", target: 64, since: 1 },
    { name: "snap", kind: "u8", target: 0, since: 2 },
  ] }],
  [98, { name: "draw_collection", since: 1, fields: [
    { name: "group", kind: "ref", target: 68, since: 1 },
    { name: "clip", kind: "ref", target: 67, since: 1 },
    { name: "styles", kind: "refs", target: 66, since: 1 },
    { name: "styleIndex", kind: "ref", target: 64, since: 1 },
    { name: "paths", kind: "refs", target: 65, since: 1 },
    { name: "pathIndex", kind: "ref", target: 64, since: 1 },
    { name: "matrixBits", kind: "u8", target: 0, since: 1 },
    { name: "a", kind: "ref", target: 64, since: 1 },
    { name: "b", kind: "ref", target: 64, since: 1 },
    { name: "c", kind: "ref", target: 64, since: 1 },
    { name: "d", kind: "ref", target: 64, since: 1 },
    { name: "bits", kind: "u8", target: 0, since: 1 },
    { name: "x", kind: "ref", target: 64, since: 1 },
    { name: "y", kind: "ref", target: 64, since: 1 },
    { name: "pathList", kind: "ref", target: 72, since: 2 },
  ] }],
  [99, { name: "draw_image", since: 1, fields: [
    { name: "group", kind: "ref", target: 68, since: 1 },
    { name: "clip", kind: "ref", target: 67, since: 1 },
    { name: "image", kind: "ref", target: 70, since: 1 },
    { name: "xPx", kind: "f32", target: 0, since: 1 },
    { name: "yPx", kind: "f32", target: 0, since: 1 },
    { name: "widthPx", kind: "f32", target: 0, since: 1 },
    { name: "heightPx", kind: "f32", target: 0, since: 1 },
    { name: "smooth", kind: "u8", target: 0, since: 1 },
  ] }],
  [100, { name: "draw_text", since: 1, fields: [
    { name: "group", kind: "ref", target: 68, since: 1 },
    { name: "clip", kind: "ref", target: 67, since: 1 },
    { name: "style", kind: "ref", target: 66, since: 1 },
    { name: "text", kind: "ref", target: 71, since: 1 },
    { name: "xPx", kind: "f32", target: 0, since: 1 },
    { name: "yPx", kind: "f32", target: 0, since: 1 },
    { name: "angleDeg", kind: "f32", target: 0, since: 1 },
  ] }],
  [101, { name: "draw_mesh", since: 2, fields: [
    { name: "group", kind: "ref", target: 68, since: 2 },
    { name: "clip", kind: "ref", target: 67, since: 2 },
    { name: "image", kind: "ref", target: 70, since: 2 },
    { name: "bits", kind: "u8", target: 0, since: 2 },
    { name: "x", kind: "ref", target: 64, since: 2 },
    { name: "y", kind: "ref", target: 64, since: 2 },
  ] }],
  [102, { name: "draw_hatch", since: 2, fields: [
    { name: "group", kind: "ref", target: 68, since: 2 },
    { name: "clip", kind: "ref", target: 67, since: 2 },
    { name: "style", kind: "ref", target: 66, since: 2 },
    { name: "path", kind: "ref", target: 65, since: 2 },
    { name: "tilePx", kind: "int", target: 0, since: 2 },
    { name: "box", kind: "ints", target: 0, since: 2 },
  ] }],
]);
