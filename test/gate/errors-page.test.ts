import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/errors/index.js';
import { errorsPage, page } from './errors-page.js';

it('docs/errors.md is what the catalogue of codes says (npm run errors)', async () => {
  expect(readFileSync(page, 'utf8')).toBe(await errorsPage());
});

it('docs/errors.md names the class of every error', () => {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `DLG_ERR_'));
  expect(rows).toHaveLength(Object.keys(ERROR_CODES).length);
  for (const row of rows) expect(row).toMatch(/^\| `DLG_ERR_\w+` +\| `\w+Error`/);
});
