import { describe, expect, it, onTestFinished } from 'vitest';
import { createLambdaFunction, type LambdaFunctionOptions } from '../../../local/lambda/function.ts';
import { temporaryBundle } from '../temporary-bundle.ts';

async function setUp(source: string, options: Partial<LambdaFunctionOptions> = {}) {
  const lines: string[] = [];
  const subject = createLambdaFunction({
    name: 'subject',
    bundleUrl: await temporaryBundle(source),
    env: { GREETING: 'hello' },
    writeLine: (line) => lines.push(line),
    ...options,
  });
  onTestFinished(() => subject.close());
  return { subject, lines };
}

const sleeps = `
  let invocations = 0;
  export const handler = async ({ ms }) => {
    invocations += 1;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { invocations };
  };`;

describe('invoke', () => {
  it('hands the event over as JSON and gives the result back', async () => {
    const { subject } = await setUp('export const handler = async (event) => ({ event });');
    expect(await subject.invoke({ a: 1, gone: undefined })).toEqual({ event: { a: 1 } });
  });

  it('gives the function its own environment and nothing of this process', async () => {
    const { subject } = await setUp('export const handler = async () => process.env;');
    expect(await subject.invoke({})).toEqual({
      GREETING: 'hello',
      AWS_LAMBDA_FUNCTION_NAME: 'subject',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    });
  });

  it("gives the handler Lambda's context", async () => {
    const { subject } = await setUp(
      `export const handler = async (_, { getRemainingTimeInMillis, ...context }) => ({ ...context, left: getRemainingTimeInMillis() });`,
      { timeoutMs: 4000 },
    );
    const context = await subject.invoke({});
    expect(context).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'subject',
      invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:subject',
      memoryLimitInMB: '512',
    });
    const { left } = context as { left: number };
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(4000);
  });

  it('passes each line of output on as it is', async () => {
    const { subject, lines } = await setUp(
      `export const handler = async () => { console.log('{"a":1}'); console.error('plain'); };`,
    );
    await subject.invoke({});
    await expect.poll(() => [...lines].sort()).toEqual(['plain', '{"a":1}']);
  });

  it('uses a free instance again', async () => {
    const { subject } = await setUp(sleeps);
    await subject.invoke({ ms: 0 });
    expect(await subject.invoke({ ms: 0 })).toEqual({ invocations: 2 });
  });

  it('runs one invocation at a time in an instance, and several instances at once', async () => {
    const { subject } = await setUp(sleeps);
    const results = await Promise.all([1, 2, 3].map(() => subject.invoke({ ms: 50 })));
    expect(results).toEqual([{ invocations: 1 }, { invocations: 1 }, { invocations: 1 }]);
  });

  it('lets what is beyond the maximum of instances wait its turn', async () => {
    const { subject } = await setUp(sleeps, { maxInstances: 1 });
    const results = await Promise.all([1, 2, 3].map(() => subject.invoke({ ms: 5 })));
    expect(results).toEqual([{ invocations: 1 }, { invocations: 2 }, { invocations: 3 }]);
  });

  it('refuses what waited too long', async () => {
    const { subject } = await setUp(sleeps, { maxInstances: 1, maxWaitMs: 20 });
    const first = subject.invoke({ ms: 300 });
    await expect(subject.invoke({ ms: 0 })).rejects.toMatchObject({ code: 'no-capacity' });
    expect(await first).toEqual({ invocations: 1 });
    expect(await subject.invoke({ ms: 0 })).toEqual({ invocations: 2 });
  });
});

describe('a failing function', () => {
  it('keeps its instance when the handler throws, and says so in one line of JSON', async () => {
    const { subject, lines } = await setUp(`
      let invocations = 0;
      export const handler = async ({ fail }) => {
        invocations += 1;
        if (fail) throw new TypeError('no such thing');
        return invocations;
      };`);
    await expect(subject.invoke({ fail: true })).rejects.toMatchObject({ code: 'handler-failed' });
    expect(await subject.invoke({})).toBe(2);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', function: 'subject', code: 'handler-failed', reason: expect.stringContaining('no such thing') },
    ]);
  });

  it.each([
    ['process.exit(3)', /exit code 3/],
    ['queueMicrotask(() => { throw new Error("loose end"); }); await new Promise(() => {})', /loose end/],
    ['Promise.reject(new Error("unhandled")); await new Promise(() => {})', /unhandled/],
  ])('throws an instance away that dies of %s', async (code, reason) => {
    const { subject } = await setUp(
      `export const handler = async ({ die }) => { if (die) { ${code}; } return 'alive'; };`,
    );
    await expect(subject.invoke({ die: true })).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringMatching(reason),
    });
    expect(await subject.invoke({})).toBe('alive');
  });

  it.each(['await new Promise(() => setInterval(() => {}, 1000))', 'while (true) {}'])(
    'kills an invocation that outlasts its time limit: %s',
    async (code) => {
      const { subject, lines } = await setUp(
        `let invocations = 0;
        export const handler = async ({ hang }) => { invocations += 1; if (hang) { ${code}; } return invocations; };`,
        { timeoutMs: 300 },
      );
      await expect(subject.invoke({ hang: true })).rejects.toMatchObject({ code: 'timed-out' });
      expect(await subject.invoke({})).toBe(1);
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ code: 'timed-out' }]);
    },
  );

  it('reports an instance that dies between two invocations, and goes on with another', async () => {
    const { subject, lines } = await setUp(`
      let invocations = 0;
      export const handler = async () => {
        invocations += 1;
        setTimeout(() => { throw new Error('late'); }, 20);
        return invocations;
      };`);
    await subject.invoke({});
    await expect
      .poll(() => lines.map((line) => JSON.parse(line)))
      .toMatchObject([{ level: 'error', message: 'instance ended', reason: expect.stringContaining('late') }]);
    expect(await subject.invoke({})).toBe(1);
  });

  it.each([
    ['throws while it is loaded', `throw new Error('Bad settings: A is missing');`, 'Bad settings: A is missing'],
    ['exports no handler', 'export const other = 1;', 'the bundle exports no function `handler`'],
    ['is not there', undefined, /Cannot find module/],
  ])('says at the warm-up that the bundle %s', async (_, source, message) => {
    const { subject } = await setUp(
      source ?? '',
      source === undefined ? { bundleUrl: 'file:///no/such/index.mjs' } : {},
    );
    await expect(subject.warmUp()).rejects.toMatchObject({
      code: 'init-failed',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('gives up on a bundle that takes too long to load', async () => {
    const { subject } = await setUp('await new Promise((resolve) => setTimeout(resolve, 60_000));', {
      initTimeoutMs: 100,
    });
    await expect(subject.warmUp()).rejects.toMatchObject({
      code: 'init-failed',
      message: 'not loaded within 0.1 seconds',
    });
  });

  it.each([
    ['request-too-large', { padding: 'x'.repeat(6 * 1024 * 1024) }],
    ['response-too-large', { grow: true }],
  ])("keeps Lambda's limit: %s", async (code, event) => {
    const { subject } = await setUp(`export const handler = async ({ grow }) => (grow ? 'x'.repeat(7e6) : '');`);
    await expect(subject.invoke(event)).rejects.toMatchObject({ code });
  });
});

describe('close', () => {
  it('ends the invocations under way and starts no more', async () => {
    const hangs = `export const handler = () => { console.log('begun'); return new Promise(() => setInterval(() => {}, 1000)); };`;
    const { subject, lines } = await setUp(hangs, { maxInstances: 1 });
    const underWay = expect(subject.invoke({})).rejects.toMatchObject({ code: 'crashed' });
    const waiting = expect(subject.invoke({})).rejects.toMatchObject({ code: 'no-capacity' });
    await expect.poll(() => lines).toEqual(['begun']);
    await subject.close();
    await underWay;
    await waiting;
  });
});
