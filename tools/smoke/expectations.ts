import type { Answer } from './service.ts';

/** What was expected and did not happen. Its message is for the pipeline's log: no token and nobody's data in it. */
export class SmokeFailure extends Error {
  override readonly name = 'SmokeFailure';
}

export function expectThat(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new SmokeFailure(otherwise);
}

/** The status, or one of them. What else came is told with its code, where it has one. */
export function expectStatus(answer: Answer, ...statuses: readonly number[]): void {
  const code = typeof answer.body?.code === 'string' ? ` ${answer.body.code}` : '';
  expectThat(statuses.includes(answer.status), `expected ${statuses.join(' or ')}, got ${answer.status}${code}`);
}
