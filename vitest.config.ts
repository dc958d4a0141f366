import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // npm run test:browser: vitest.browser.config.ts.
    exclude: ['test/browser/**'],
    globalSetup: 'test/security/print-tally.ts',
    setupFiles: 'test/rig/fail-on-leaks.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The functions run on Node 24. That the AWS clients will leave Node 20 behind one day is no news to a test.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
