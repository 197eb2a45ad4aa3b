// The playback clock: media time, advanced by real time at a rate. It knows no figure, no frame, no end.

/** Gives real time in milliseconds; never goes back. */
export type Now = () => number;

export class Clock {
  readonly #now: Now;
  #anchorNs = 0; // media time at #anchorMs
  #anchorMs = 0;
  #rate = 1;
  #running = false;

  constructor(now: Now = () => performance.now()) {
    this.#now = now;
  }

  get running(): boolean {
    return this.#running;
  }

  get rate(): number {
    return this.#rate;
  }

  /** Changes the speed from now on; the time that has passed keeps the speed that it passed at. */
  set rate(rate: number) {
    this.#anchor(this.timeNs);
    this.#rate = rate;
  }

  /** Media time in whole nanoseconds. */
  get timeNs(): number {
    if (!this.#running) return this.#anchorNs;
    return this.#anchorNs + Math.round((this.#now() - this.#anchorMs) * 1e6 * this.#rate);
  }

  set timeNs(timeNs: number) {
    this.#anchor(timeNs);
  }

  start(): void {
    this.#anchor(this.timeNs);
    this.#running = true;
  }

  stop(): void {
    this.#anchor(this.timeNs);
    this.#running = false;
  }

  #anchor(timeNs: number): void {
    this.#anchorNs = timeNs;
    this.#anchorMs = this.#now();
  }
}
