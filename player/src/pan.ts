// Moving a picture that is larger than its box: dragging, and zooming with ctrl and the wheel.

const CLICK_PX = 4;
const WHEEL_STEP = 60; // wheel pixels of one step of zoom

/** Lets *scroller* be dragged by what is in it; `click` is what a press without dragging means. */
export function letDrag(scroller: HTMLElement, content: HTMLElement, click: () => void): void {
  let start: { x: number; y: number; left: number; top: number } | null = null;
  let moved = false;

  content.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    moved = false;
    start = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop };
    // Touch scrolls by itself.
    if (event.pointerType !== "touch") content.setPointerCapture(event.pointerId);
  });
  content.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (Math.hypot(dx, dy) > CLICK_PX) moved = true;
    if (!moved || event.pointerType === "touch") return;
    scroller.scrollLeft = start.left - dx;
    scroller.scrollTop = start.top - dy;
  });
  const stop = () => {
    start = null;
  };
  content.addEventListener("pointerup", stop);
  content.addEventListener("pointercancel", stop);
  content.addEventListener("click", () => {
    if (!moved) click();
  });
}

/** Zooms with ctrl and the wheel (which is also what a touchpad's pinch is), about the pointer. */
export function letWheelZoom(
  scroller: HTMLElement,
  content: HTMLElement,
  zoom: (direction: 1 | -1) => void,
): void {
  let turned = 0;
  scroller.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      turned += event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 20);
      if (Math.abs(turned) < WHEEL_STEP) return;
      const before = content.getBoundingClientRect();
      const [u, v] = [
        (event.clientX - before.left) / before.width,
        (event.clientY - before.top) / before.height,
      ];
      zoom(turned < 0 ? 1 : -1);
      turned = 0;
      const after = content.getBoundingClientRect();
      scroller.scrollLeft += after.left + u * after.width - event.clientX;
      scroller.scrollTop += after.top + v * after.height - event.clientY;
    },
    { passive: false },
  );
}
