import { defineConfig } from 'vitest/config';

// npm run test:browser: what is looked at in a real browser. Apart from the others, which need none.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // They wait more than they compute: each file has a browser and a service of its own.
    maxWorkers: 3,
    // On a machine that is busy with other things, too.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
