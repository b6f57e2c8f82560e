import type { Case } from './case.js';
import { classCases } from './classes.js';
import { functionCases } from './functions.js';
import { metaCases } from './meta.js';
import { moduleCases } from './modules.js';
import { refusedCases } from './refused.js';
import { valueCases } from './values.js';

/** The table: run from every kind of program in `matrix.test.ts`. */
export const allCases: readonly Case[] = [
  ...functionCases,
  ...classCases,
  ...valueCases,
  ...moduleCases,
  ...metaCases,
  ...refusedCases,
];
