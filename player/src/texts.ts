// Lines of text, from the outlines of their glyphs.

import type { DrawText } from "./ops.gen.ts";
import type { Pen } from "./pen.ts";
import type { Surface } from "./surface.ts";

export function drawText(pen: Pen, surface: Surface, op: DrawText): void {
  const { style, text, xPx, yPx, angleDeg } = op;
  if (style === null || text === null || (style.fill & 255) === 0) return;
  if (text.glyphs.length === 0 || !Number.isFinite(xPx + yPx + angleDeg)) return;
  const { scale } = pen;
  // Hinted outlines, and where they are put, are made for the figure's own pixels.
  const hinted = scale === 1;
  const x = hinted ? text.x : (text.unhintedX ?? text.x);
  const y = hinted ? text.y : (text.unhintedY ?? text.y);
  if (x === null || y === null) return;
  const unit = 2 ** -text.bits;
  const cos = cosine(angleDeg);
  const sin = cosine(angleDeg - 90);
  pen.setFill(style.fill);
  for (let i = 0; i < text.glyphs.length; i++) {
    const own = text.glyphs[i];
    const glyph = hinted ? own : (own?.unhinted ?? own);
    if (glyph === undefined || glyph.x === null || glyph.x.length === 0) continue; // a space
    const u = (x[i] as number) * unit;
    const v = (y[i] as number) * unit;
    pen.context.setTransform(
      scale * cos,
      scale * -sin,
      scale * sin,
      scale * cos,
      scale * (xPx + (u * cos + v * sin)),
      scale * (yPx + (v * cos - u * sin)),
    );
    pen.context.fill(surface.paths.figure(glyph), "nonzero");
  }
  pen.place(0, 0);
}

/** Exact at multiples of 90 degrees, else in single precision: the same in every implementation. */
export function cosine(degrees: number): number {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn === 0) return 1;
  if (turn === 90 || turn === 270) return 0;
  if (turn === 180) return -1;
  return Math.fround(Math.cos((turn * Math.PI) / 180));
}
