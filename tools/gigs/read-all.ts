import type { Page } from '../../shared/gigs/call.ts';
import type { Terminal } from './terminal.ts';

/** The most that Gigs gives at once. */
export const PAGE_SIZE = 200;

export interface Listing<Item> {
  readonly items: readonly Item[];
  /** How many could not be read, and are not among the items. */
  readonly malformed: number;
  /** Whether there are more than were asked for. */
  readonly isCut: boolean;
}

interface ReadAllOptions<Item> {
  /** What is read, in the plural. */
  readonly what: string;
  /** The most that are wanted. */
  readonly most: number;
  readonly terminal: Pick<Terminal, 'progress'>;
  readPage(position: { after: string | null; limit: number }): Promise<Page<Item>>;
}

/** Reads page after page until the list ends or enough is there, and says how far it is once there is a second page. */
export async function readAll<Item>({ what, most, terminal, readPage }: ReadAllOptions<Item>): Promise<Listing<Item>> {
  const items: Item[] = [];
  let malformed = 0;
  let after: string | null = null;
  do {
    const page: Page<Item> = await readPage({ after, limit: Math.min(PAGE_SIZE, most - items.length) });
    items.push(...page.items);
    malformed += page.malformed;
    after = page.next;
    if (after !== null && items.length < most) terminal.progress(`${items.length} ${what} read, more to come`);
  } while (after !== null && items.length < most);
  terminal.progress(null);
  return { items, malformed, isCut: after !== null };
}
