import type { Answer } from './refusal.ts';

/** A page that exists on one machine only: no operation of the contract, nothing that is deployed. */
export type LocalPage = (body: Buffer) => Promise<Answer>;

/**
 * The local pages by path, or by method and path (`POST /demo/token`) when they are not asked for with GET. An
 * operation of the contract goes before them.
 */
export type LocalPages = Readonly<Record<string, LocalPage>>;
