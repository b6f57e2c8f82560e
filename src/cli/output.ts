import { messageOf } from '../errors/index.js';

/** Characters gathered before they are given to a stream. */
const CHUNK = 65_536;

/** Text in parts, so that a large graph need not stand in memory as one. */
export type Parts = Iterable<string> | AsyncIterable<string>;

/**
 * Standard output, for the results alone. A reader that closes the pipe early, as `head` does, is no error: what it
 * did not want is not written.
 */
export class Output {
  readonly #stream: NodeJS.WriteStream = process.stdout;
  readonly #write: NodeJS.WriteStream['write'] = process.stdout.write.bind(process.stdout);
  #closed = false;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: Error) => {
        if (!isClosedPipe(error)) throw error;
      });
    }
  }

  /** Whether results are read by a person. */
  get isTerminal(): boolean {
    return this.#stream.isTTY;
  }

  /** Columns of the terminal. */
  get width(): number {
    return this.#stream.columns || 80;
  }

  /**
   * From now on, what the user's code prints goes to standard error: a document on standard output must not have a
   * `console.log` in the middle.
   */
  reserve(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  /** Writes parts one after the other, as fast as they are read. */
  async write(parts: Parts): Promise<void> {
    for await (const text of gathered(parts)) {
      if (this.#closed) return;
      await this.#writeText(text);
    }
  }

  #writeText(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#write(text, (error) => {
        if (error != null && isClosedPipe(error)) this.#closed = true;
        else if (error != null)
          reject(new Error(`Cannot write to standard output: ${messageOf(error)}`, { cause: error }));
        resolve();
      });
    });
  }
}

/** Many short parts as few long ones: each that is written costs a system call. */
export async function* gathered(parts: Parts): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const part of parts) {
    text += part;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function isClosedPipe(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

/** Text of somebody else's as it may be shown on a terminal: control characters could rewrite the screen. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** Tells the user something that is no result, on standard error. */
export function tell(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}
