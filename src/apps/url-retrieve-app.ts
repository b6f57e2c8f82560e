import { BarrierAppDROP, stringParam, type DropParam } from '../drops/index.js';
import { AppError, InvalidDropError, messageOf } from '../errors/index.js';
import { someOutputs, writeAll } from './data-links.js';

/** How long the other side may say nothing, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Writes what `url` leads to, to all of its outputs (`dlg.apps.simple.UrlRetrieveApp`). Follows redirects; gives up
 * when nothing comes for 30 seconds.
 *
 * @category Applications
 */
export class UrlRetrieveApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = { url: stringParam('') };
  declare readonly url: string;

  override async run(): Promise<void> {
    const { url } = this;
    if (!URL.canParse(url))
      throw new InvalidDropError(this.uid, `"url" must be a URL, got ${JSON.stringify(url)}`);
    const outputs = someOutputs(this);
    const silence = new AbortController();
    const timer = setTimeout(
      () => silence.abort(new AppError(`${url} sent nothing for ${PATIENCE / 1000} s`)),
      PATIENCE,
    );
    try {
      const response = await fetch(url, { signal: AbortSignal.any([this.signal, silence.signal]) });
      if (!response.ok) {
        await response.body?.cancel();
        throw new AppError(`${url} answered ${response.status} ${response.statusText}`.trimEnd());
      }
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        await writeAll(outputs, Buffer.from(chunk as Uint8Array));
      }
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof TypeError) {
        // fetch says "fetch failed" and why in the cause
        throw new AppError(`${url} could not be fetched: ${messageOf(error.cause ?? error)}`, {
          cause: error,
        });
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
