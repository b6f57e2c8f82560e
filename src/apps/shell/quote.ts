/** Characters no shell looks at. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A text as one word of a shell command, whatever it contains. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

type Quotes = 'none' | 'single' | 'double';

/**
 * Puts texts into a shell command in place of placeholders so that each is exactly what the user wrote around it:
 * inside quotes, part of the quoted text; outside, one word. Nothing in a text is ever run.
 *
 * @param placeholders - matches a placeholder; `lookUp` gives the text for it, undefined to leave it as it is.
 */
export function fillIn(
  command: string,
  placeholders: RegExp,
  lookUp: (placeholder: string) => string | undefined,
): string {
  const sticky = new RegExp(placeholders.source, 'y');
  const quotes = new QuoteReader();
  let filled = '';
  for (let at = 0; at < command.length;) {
    sticky.lastIndex = at;
    const found = sticky.exec(command)?.[0];
    const text = found === undefined ? undefined : lookUp(found);
    if (found !== undefined && text !== undefined) {
      filled += quoted(text, quotes.now);
      at += found.length;
    } else {
      const end = quotes.read(command, at);
      filled += command.slice(at, end);
      at = end;
    }
  }
  return filled;
}

function quoted(text: string, quotes: Quotes): string {
  switch (quotes) {
    case 'none':
      return shellWord(text);
    case 'single':
      return text.replaceAll("'", `'\\''`);
    case 'double':
      return text.replace(/[\\"$`]/g, '\\$&');
  }
}

/** Follows the quotes of a command; a `$(...)` inside double quotes begins anew. */
class QuoteReader {
  readonly #open: (Quotes | 'nested')[] = [];

  get now(): Quotes {
    const last = this.#open.at(-1) ?? 'none';
    return last === 'nested' ? 'none' : last;
  }

  /** Reads what stands at `at`, and gives where the next thing stands. */
  read(command: string, at: number): number {
    const char = command[at]!;
    const { now } = this;
    if (now === 'single') {
      if (char === "'") this.#open.pop();
      return at + 1;
    }
    if (char === '\\') return Math.min(at + 2, command.length);
    if (char === '$' && command[at + 1] === '(') {
      this.#open.push('nested');
      return at + 2;
    }
    if (char === '"') {
      if (now === 'double') this.#open.pop();
      else this.#open.push('double');
    } else if (now === 'none') {
      if (char === "'") this.#open.push('single');
      else if (char === '(') this.#open.push('nested');
      else if (char === ')' && this.#open.at(-1) === 'nested') this.#open.pop();
    }
    return at + 1;
  }
}
