import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Starts watching resident memory; the returned function tells how far it rose above the level of now, in bytes.
 *
 * On Linux the kernel's high-water mark is reset first and read back. Elsewhere getrusage has to do, which also
 * counts what happened before: null when the earlier peak was never passed, because then nothing is known.
 * (On Linux getrusage would also inherit the parent's peak through exec, and the parent carries a compiler.)
 */
export function watchPeakMemory(): () => number | null {
  if (resetHighWaterMark()) {
    const before = statusBytes('VmRSS');
    return () => Math.max(0, statusBytes('VmHWM') - before);
  }
  const before = process.memoryUsage.rss();
  const earlierPeak = maxRssBytes();
  return () => (maxRssBytes() > earlierPeak ? maxRssBytes() - before : null);
}

function resetHighWaterMark(): boolean {
  try {
    // proc(5): writing 5 sets the peak resident set size back to the current one.
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function statusBytes(field: string): number {
  const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm'));
  if (line === null) throw new Error(`/proc/self/status has no ${field}`);
  return Number(line[1]) * 1024;
}

const maxRssBytes = (): number => process.resourceUsage().maxRSS * 1024;
