import { NullStore, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';

/**
 * Takes everything and keeps nothing; size and checksum are those of what was written. Reading gives no bytes.
 *
 * @category Drops
 */
export class NullDROP extends DataDROP {
  protected makeStore(): Store {
    return new NullStore();
  }

  protected override keepUnwritten(): void {
    // nothing was written and nothing is there: the size stays unknown
  }
}

/** A NullDROP that ends its session when it completes: whatever has not run is skipped. @category Drops */
export class EndDROP extends NullDROP {
  override setCompleted(): void {
    const ends = this.isOpen;
    super.setCompleted();
    if (ends) this.session?.end?.();
  }
}
