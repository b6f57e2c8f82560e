import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: '100%', // the default leaves one processor alone, which on small machines is half of them
    // Generous: the machine may be busy, and a package test packs and installs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The built package is loaded by Node itself, as users load it.
    server: { deps: { external: [/\/dist\//] } },
  },
});
