/** What a card can hold. `null` is a keyword with an undefined value. A bigint is an integer beyond 2^53. */
export type CardValue = string | number | bigint | boolean | null;

/** One header entry. COMMENT, HISTORY and blank cards have their text as `value`. */
export interface Card {
  /** Upper case; a HIERARCH keyword is its words joined by spaces, without "HIERARCH". */
  readonly keyword: string;
  readonly value: CardValue;
  readonly comment?: string;
  /** Write a whole number with a decimal point: FITS tells integers from floats. */
  readonly real?: boolean;
}

const COMMENTARY = new Set(["COMMENT", "HISTORY", ""]);

/** Ordered cards with look-up by keyword. Structural cards (SIMPLE, NAXISn, …) are kept as read. */
export class Header {
  readonly #cards: Card[] = [];
  readonly #at = new Map<string, number>();

  constructor(cards: Iterable<Card> = []) {
    for (const card of cards) this.add(card);
  }

  get cards(): readonly Card[] {
    return this.#cards;
  }

  has(keyword: string): boolean {
    return this.#at.has(keyword);
  }

  get(keyword: string): CardValue | undefined {
    const at = this.#at.get(keyword);
    return at === undefined ? undefined : this.#cards[at].value;
  }

  comment(keyword: string): string | undefined {
    const at = this.#at.get(keyword);
    return at === undefined ? undefined : this.#cards[at].comment;
  }

  /** @returns the number, or undefined where the keyword is missing or is not a number */
  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : undefined;
  }

  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === "string" ? value : undefined;
  }

  /** Appends, also where the keyword exists (COMMENT, HISTORY, and files that repeat themselves). */
  add(card: Card): this {
    if (!COMMENTARY.has(card.keyword) && !this.#at.has(card.keyword)) this.#at.set(card.keyword, this.#cards.length);
    this.#cards.push(card);
    return this;
  }

  /** Replaces the keyword's card where it stands, or appends. */
  set(keyword: string, value: CardValue, comment?: string): this {
    return this.put({ keyword, value, comment });
  }

  /** As `set`, for a number that is a float even when it is whole. */
  setReal(keyword: string, value: number, comment?: string): this {
    return this.put({ keyword, value, comment, real: true });
  }

  put(card: Card): this {
    const at = this.#at.get(card.keyword);
    if (at === undefined) return this.add(card);
    this.#cards[at] = { ...card, comment: card.comment ?? this.#cards[at].comment };
    return this;
  }
}
