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

/** Bytes that do not follow the format. */
export class FormatError extends H5RecError {
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
    const Same = this.constructor as new (place: string, expected: string, found: string) => FormatError;
    return new Same(this.place === "" ? place : `${place}: ${this.place}`, this.expected, this.found);
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
