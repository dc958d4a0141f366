import type { Answer } from './refusal.ts';

/** A page that exists on one machine only: no operation of the contract, nothing that is deployed. */
export type LocalPage = () => Promise<Answer>;

/** The local pages by path. They are asked for with GET, and an operation of the contract goes before them. */
export type LocalPages = Readonly<Record<string, LocalPage>>;
