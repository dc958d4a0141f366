import type { List } from '../model/resources.ts';
import { invalid } from './validation.ts';

interface PageQuery {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface Listing<Item, Shown> {
  /** Everything there is, oldest first. */
  readonly from: readonly Item[];
  readonly where: (item: Item) => boolean;
  readonly show: (item: Item) => Shown;
  readonly idOf: (item: Item) => string;
}

/**
 * One page of what matches, newest first: https://developers.gigs.com/docs/concepts/pagination
 * A cursor has to be the id of something there is, though not of something that matches, so that paging goes on when
 * the last item of a page has changed meanwhile. Throws 422.
 */
export function list<Item, Shown>(listing: Listing<Item, Shown>, { after, before, limit }: PageQuery): List<Shown> {
  if (after !== undefined && before !== undefined) throw invalid('after and before are mutually exclusive');
  const { where, show, idOf } = listing;
  const all = listing.from.toReversed();
  const matching = all.filter(where);

  /** How many matches come before the cursor, the cursor itself included if it is one and `including` says so. */
  const matchesBefore = (name: string, cursor: string, including: boolean): number => {
    const position = all.findIndex((item) => idOf(item) === cursor);
    if (position === -1) throw invalid(`${name}: no such item`);
    return all.slice(0, including ? position + 1 : position).filter(where).length;
  };

  let start = 0;
  if (after !== undefined) start = matchesBefore('after', after, true);
  let end = start + limit;
  if (before !== undefined) {
    end = matchesBefore('before', before, false);
    start = Math.max(0, end - limit);
  }

  const idAt = (position: number): string | null => {
    const item = matching[position];
    return item === undefined ? null : idOf(item);
  };
  return {
    object: 'list',
    items: matching.slice(start, end).map(show),
    // The last and the first item of the page; where it is empty, the ones that it lies between.
    moreItemsAfter: end < matching.length ? idAt(end - 1) : null,
    moreItemsBefore: start > 0 ? idAt(start) : null,
  };
}
