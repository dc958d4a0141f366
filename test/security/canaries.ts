/** Where something that left the service was seen. */
export interface Sighting {
  readonly place: 'body' | 'header' | 'log';
  /** Of the answer; null for a log line. */
  readonly status: number | null;
  /** The Gigs user id of who asked, null for nobody. */
  readonly user: string | null;
}

interface Canary {
  /** What it stands for: `subscription.user.email`, `Authorization`, … */
  readonly where: string;
  /** Whether the contract shows it, in the body of a success. */
  readonly isShown: boolean;
  /** To whom alone it may be shown, null for every user. */
  readonly owner: string | null;
}

const marker = /Zq[0-9a-z]{7}Zq/gi;
const markedNumber = /7310\d{8}/g;

/** Kinds of Gigs ids that nobody outside has to know, the user's own among them. */
const insideIds = /\b(?:usr|org|sim|cov|dev|acc)_[A-Za-z0-9]{8,}/g;

/** Unique markers, put wherever something must not get out, and the look for them in all that does. */
export class Canaries {
  readonly #planted = new Map<string, Canary>();
  readonly #markerOf = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  readonly #leaks = new Set<string>();
  #looks = 0;

  /** A text that stands for `where`: the same each time. It is fit for an id, a header, an address and a word. */
  plant(where: string, { isShown = false, owner = null }: Partial<Canary> = {}): string {
    return this.#once(`${where} ${owner}`, { where, isShown, owner }, (count) => `Zq${padded(count, 36, 7)}Zq`);
  }

  /** The same for where a number has to stand. */
  plantNumber(where: string): number {
    return Number(this.#once(`number ${where}`, { where, isShown: false, owner: null }, numberOf));
  }

  /** A text that is there already, and must be found nowhere. */
  guard(where: string, secret: string): string {
    this.#secrets.set(secret, where);
    return secret;
  }

  /** Looks through what left the service. */
  look(text: string, sighting: Sighting): void {
    this.#looks += 1;
    for (const [found] of text.matchAll(marker)) {
      const canary = this.#planted.get(found) ?? this.#planted.get(canonical(found));
      if (canary && !mayBe(canary, sighting)) this.#leaked(canary.where, sighting);
    }
    for (const [found] of text.matchAll(markedNumber)) {
      const canary = this.#planted.get(found);
      if (canary) this.#leaked(canary.where, sighting);
    }
    for (const [found] of text.matchAll(insideIds)) this.#leaked(`the id ${found}`, sighting);
    for (const [secret, where] of this.#secrets) if (text.includes(secret)) this.#leaked(where, sighting);
  }

  get planted(): number {
    return this.#planted.size + this.#secrets.size;
  }

  /** How many bodies, headers and log lines were looked through. */
  get looks(): number {
    return this.#looks;
  }

  /** What was found where it must not be. */
  get leaks(): readonly string[] {
    return [...this.#leaks];
  }

  #once(key: string, canary: Canary, make: (count: number) => string): string {
    const known = this.#markerOf.get(key);
    if (known !== undefined) return known;
    const made = make(this.#planted.size);
    this.#markerOf.set(key, made);
    this.#planted.set(made, canary);
    return made;
  }

  #leaked(where: string, { place, status, user }: Sighting): void {
    this.#leaks.add(`${where} in a ${place}${status === null ? '' : ` of ${status}`}, asked for by ${user}`);
  }
}

function mayBe({ isShown, owner }: Canary, { place, status, user }: Sighting): boolean {
  const isSuccess = status !== null && status >= 200 && status <= 299;
  return isShown && place === 'body' && isSuccess && user !== null && (owner === null || owner === user);
}

function padded(count: number, radix: number, length: number): string {
  return count.toString(radix).padStart(length, '0');
}

function numberOf(count: number): string {
  return `7310${padded(count, 10, 8)}`;
}

function canonical(found: string): string {
  return `Zq${found.slice(2, -2).toLowerCase()}Zq`;
}
