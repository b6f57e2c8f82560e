import type { DataDROP } from '../drops/index.js';
import { DROPStates } from '../protocol/index.js';
import { isInUse, partsOf } from './expiry-rules.js';

const { COMPLETED, EXPIRED, DELETED } = DROPStates;

/** Deletes the data of an EXPIRED drop, and with it that of its children; not while somebody reads it. */
export async function deleteData(drop: DataDROP): Promise<void> {
  if (drop.status !== EXPIRED || isInUse(drop)) return;
  await drop.delete();
  for (const part of partsOf(drop)) {
    if (part.status === COMPLETED || part.status === EXPIRED) part.status = DELETED;
  }
}
