import { send, type Case } from './case.js';

/** What only a module has; a cell of a notebook cannot even be read with it. */
export const metaCases: readonly Case[] = [
  { name: 'import.meta.url', make: () => send(() => import.meta.url.split('/').at(-1)!.startsWith('meta.')) },
  { name: 'import.meta.dirname', make: () => send(() => import.meta.dirname.endsWith('cases')) },
  { name: 'import.meta of a helper', make: () => send(() => here().startsWith('file:')) },
];

const here = (): string => import.meta.url;
