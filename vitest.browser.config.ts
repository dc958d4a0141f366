import { defineConfig } from 'vitest/config';

// npm run test:browser: what is looked at in a real browser. Apart from the others, which need none.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
