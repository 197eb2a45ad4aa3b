// Every error that is raised on purpose. The text says where, what was expected and what was found.
//
//   H5RecError
//   ├── FormatError          bytes that are not what FORMAT.md says
//   │   ├── TruncatedError   ... because they end too early
//   │   ├── ChecksumError    ... because a checksum does not match
//   │   └── VersionError     ... because a newer h5rec wrote them
//   ├── SourceError          a source cannot be read
//   └── NoSuchFrameError     a figure or frame that the recording does not have

export class H5RecError extends Error {
  override readonly name: string = "H5RecError";
}

/** Consecutive frames of a figure. */
export interface FrameRange {
  readonly figure: number;
  readonly first: number;
  readonly last: number;
}

/** Bytes that do not follow the format. */
export class FormatError extends H5RecError {
  /** The frames that cannot be shown because of it. */
  lost: FrameRange | null = null;

  constructor(
    readonly place: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${place === "" ? "" : `${place}: `}${found}; expected ${expected}`);
  }

  /** The same error, seen from further out: `place` comes before its own place. */
  within(place: string): FormatError {
    if (place === "") return this;
    return this.#at(this.place === "" ? place : `${place}: ${this.place}`);
  }

  /** The same error, with the frames that it costs. */
  losing(frames: FrameRange): FormatError {
    const error = this.#at(this.place);
    error.lost = frames;
    return error;
  }

  #at(place: string): FormatError {
    const Same = this.constructor as new (place: string, expected: string, found: string) => FormatError;
    return new Same(place, this.expected, this.found);
  }
}

/** The bytes end before what they announced. */
export class TruncatedError extends FormatError {}

/** A checksum does not match its bytes. */
export class ChecksumError extends FormatError {}

/** The bytes were written by a newer format version. */
export class VersionError extends FormatError {}

/** A source cannot be read. */
export class SourceError extends H5RecError {}

/** A figure or frame that the recording does not have. */
export class NoSuchFrameError extends H5RecError {}
