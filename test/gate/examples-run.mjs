// Runs the modules given as pairs of arguments (file, where it comes from), one after the other.
import { format, inspect } from 'node:util';
import { pathToFileURL } from 'node:url';

const patience = 60_000;
const problems = [];
let printed = [];
let awaited = new Set();
console.log = console.info = (...values) => void printed.push(format(...values));

const squeeze = (text) => text.replaceAll(/\s/g, '').replaceAll(/["`]/g, "'");

function matches(value, wanted) {
  const shown = [inspect(value, { depth: 8 }), ...(typeof value === 'string' ? [value] : [])].map(squeeze);
  const parts = squeeze(wanted)
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return shown.some((text) => new RegExp(`^${parts.join('.*')}$`).test(text));
}

globalThis.$expect = (places) => (awaited = new Set(places));
globalThis.$check = async (at, wanted, body) => {
  awaited.delete(at);
  printed = [];
  let value;
  try {
    value = await body();
    if (printed.length > 0) value = printed.join('\n');
  } catch (error) {
    if (!wanted.startsWith('throws')) throw error;
    value = `throws ${error.name}: ${error.message}`;
  }
  if (!matches(value, wanted))
    problems.push(
      `${at}: expected ${wanted}, got ${typeof value === 'string' ? value : inspect(value, { depth: 8 })}`,
    );
};

const pairs = process.argv.slice(2);
for (let i = 0; i < pairs.length; i += 2) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${patience / 1000} s`)), patience);
  });
  try {
    await Promise.race([import(pathToFileURL(pairs[i]).href), late]);
    for (const at of awaited) problems.push(`${at}: never reached`);
  } catch (error) {
    problems.push(`${pairs[i + 1]}: ${inspect(error)}`);
  }
  clearTimeout(timer);
}
for (const problem of problems) console.error(problem);
process.stdout.write(`${pairs.length / 2} examples, ${problems.length} problems\n`);
process.exit(problems.length > 0 ? 1 : 0);
