/** Limits of one call. */
export interface Call {
  /** Milliseconds since the epoch after which nobody waits for the answer any more. */
  readonly answerBy: number;
}

/** One page of a Gigs list, as https://developers.gigs.com/docs/concepts/pagination describes it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many items could not be read. They are left out of `items`. */
  readonly malformed: number;
  /** The id to pass as `after` for the next page, null on the last one. */
  readonly next: string | null;
}
