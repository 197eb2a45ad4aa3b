// Numbers as people read them.

/** 0:01.25; from an hour on 1:00:01.25. */
export function clockText(seconds: number, digits = 2): string {
  if (!Number.isFinite(seconds)) return "–";
  const unit = 10 ** digits;
  const ticks = Math.round(Number(seconds.toFixed(digits)) * unit); // rounded as durations are, here and elsewhere
  const whole = Math.floor(ticks / unit);
  const minutes = Math.floor(whole / 60);
  const tail = String(whole % 60).padStart(2, "0");
  const fraction = digits > 0 ? `.${String(ticks % unit).padStart(digits, "0")}` : "";
  if (minutes < 60) return `${minutes}:${tail}${fraction}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${tail}${fraction}`;
}

/** 12.3 s, 4 min 05 s, 2 h 03 min. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "unknown";
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** 512 bytes, 37.2 kB, 1.4 MB. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let value = bytes / 1000;
  let unit = "kB";
  for (const larger of ["MB", "GB", "TB"]) {
    if (value < 1000) break;
    value /= 1000;
    unit = larger;
  }
  return `${value.toPrecision(3).replace(/\.?0+$/, value >= 100 ? "$&" : "")} ${unit}`;
}

/** 1 frame, 1 000 frames. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** 1234567 as 1 234 567, with narrow spaces that do not break. */
export function numberText(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** 0.5×, 2×. */
export function rateText(rate: number): string {
  return `${rate}×`;
}
