/**
 * Which glyph a character was drawn with before, in the batches of texts of a chunk: what a text says tells its
 * outlines. Only texts with a glyph for each character (code point) count: no ligatures, no formulas.
 */
export class Characters {
  readonly #glyphs = new Map<string, number>();

  /** The ids that `count` glyphs of this text are expected to have; 0 where none is known. */
  expected(text: string, font: string, sizePx: number, count: number): number[] {
    const characters = [...text];
    if (characters.length !== count) return new Array<number>(count).fill(0);
    return characters.map((character) => this.#glyphs.get(keyOf(character, font, sizePx)) ?? 0);
  }

  /** Take the ids of the glyphs of a text. */
  learn(text: string, font: string, sizePx: number, glyphs: readonly number[]): void {
    const characters = [...text];
    if (characters.length !== glyphs.length || Number.isNaN(sizePx)) return;
    characters.forEach((character, i) => {
      this.#glyphs.set(keyOf(character, font, sizePx), glyphs[i] as number);
    });
  }
}

function keyOf(character: string, font: string, sizePx: number): string {
  return `${character}${sizePx} ${font}`; // a character is one code point, and a number has no space
}
