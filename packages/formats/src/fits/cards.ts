import { FormatError } from "../errors.ts";
import { asciiBytes } from "./bytes.ts";
import { type Card, type CardValue, Header } from "./header.ts";

export const BLOCK = 2880;
const CARD = 80;
const COMMENTARY = new Set(["COMMENT", "HISTORY", ""]);
const PLAIN_KEYWORD = /^[A-Z0-9_-]{1,8}$/;

// ---------------------------------------------------------------- reading

/**
 * Cards of a header unit; CONTINUE is joined to its string, HIERARCH to its words.
 *
 * @param text 80-character cards up to END, without it
 * @param unit the header in messages: "HDU 3"
 * @throws FormatError with the card's number (from 1) and keyword
 */
export function parseCards(text: string, file: string, unit: string): Header {
  const cards: Card[] = [];
  // Cards so far of a string that was cut between the two quotes that stand for one.
  let split = "";
  for (let at = 0; at < text.length; at += CARD) {
    const written = text.slice(at, at + CARD);
    const whole = split === "" ? written : split + written.slice(written.indexOf("'") + 1);
    if (splitsQuotes(whole, text.slice(at + CARD, at + 2 * CARD))) {
      split = whole.trimEnd().slice(0, -2);
      continue;
    }
    const card = parseCard(whole, file, `${unit}, card ${at / CARD + 1}`);
    split = "";
    const last = cards[cards.length - 1];
    if (card.keyword === "CONTINUE" && typeof card.value === "string" && typeof last?.value === "string" && last.value.endsWith("&")) {
      const comment = [last.comment, card.comment].filter((part) => part).join(" ");
      cards[cards.length - 1] = { ...last, value: last.value.slice(0, -1) + card.value, comment: comment || undefined };
    } else cards.push(card);
  }
  return new Header(cards);
}

/** Whether a string goes on in `next` from between two quotes that stand for one: not the standard's way, but astropy before 6 wrote it. */
const splitsQuotes = (card: string, next: string): boolean => /(?<!')(?:'')*'&' *$/.test(card) && /^CONTINUE {2}''/.test(next);

function parseCard(card: string, file: string, place: string): Card {
  const keyword = card.slice(0, 8).trimEnd();
  if (COMMENTARY.has(keyword)) return { keyword, value: card.slice(8).trimEnd() };
  if (!/^[A-Za-z0-9_-]+$/.test(keyword)) throw new FormatError(file, place, "a keyword of A-Z, 0-9, _ and -", JSON.stringify(keyword));
  if (keyword === "HIERARCH") {
    const equals = card.indexOf("=");
    if (equals > 0) {
      const words = card.slice(8, equals).trim().split(/\s+/).join(" ");
      return { keyword: words.toUpperCase(), ...parseValue(card.slice(equals + 1), file, `${place} (${words})`) };
    }
  }
  if (keyword === "CONTINUE") return { keyword, ...parseValue(card.slice(8), file, `${place} (CONTINUE)`) };
  const name = keyword.toUpperCase();
  if (card[8] !== "=") return { keyword: name, value: null, comment: card.slice(8).trim() || undefined };
  return { keyword: name, ...parseValue(card.slice(9), file, `${place} (${name})`) };
}

function parseValue(field: string, file: string, place: string): { value: CardValue; comment?: string; real?: boolean } {
  const text = field.trimStart();
  if (text.startsWith("'")) return parseString(text, file, place);
  const slash = text.indexOf("/");
  const written = (slash < 0 ? text : text.slice(0, slash)).trim();
  const comment = slash < 0 ? undefined : text.slice(slash + 1).trim() || undefined;
  if (written === "") return { value: null, comment };
  if (written === "T" || written === "F") return { value: written === "T", comment };
  if (/^[+-]?\d+$/.test(written)) {
    const value = Number(written);
    return { value: Number.isSafeInteger(value) ? value : BigInt(written), comment };
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([EDed][+-]?\d+)?$/.test(written))
    return { value: Number(written.replace(/[Dd]/, "E")), comment, real: true };
  // Complex numbers have no type of their own here: their text is kept.
  if (/^\(.*\)$/.test(written)) return { value: written, comment };
  throw new FormatError(file, place, "a string in quotes, a number, T or F", JSON.stringify(written));
}

function parseString(text: string, file: string, place: string): { value: string; comment?: string } {
  let value = "";
  let at = 1;
  for (;;) {
    const quote = text.indexOf("'", at);
    if (quote < 0) throw new FormatError(file, place, "a closing quote", JSON.stringify(text.trimEnd()));
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== "'") break;
    value += "'";
    at++;
  }
  const rest = text.slice(at).trim();
  if (rest !== "" && !rest.startsWith("/")) throw new FormatError(file, place, "'/' before the comment", JSON.stringify(rest));
  // Trailing blanks of a string mean nothing.
  return { value: value.replace(/ +$/, ""), comment: rest.slice(1).trim() || undefined };
}

// ---------------------------------------------------------------- writing

/**
 * A whole header unit: the cards, END, blanks up to a multiple of 2880 bytes.
 * Strings that do not fit one card go on in CONTINUE cards, and LONGSTRN is then added.
 *
 * @throws RangeError naming the keyword of a card that FITS cannot hold
 */
export function formatHeader(cards: Iterable<Card>): Uint8Array {
  const lines: string[] = [];
  let isLong = false;
  let hasConvention = false;
  for (const card of cards) {
    const made = formatCard(card);
    isLong ||= made.length > 1 && !COMMENTARY.has(card.keyword);
    hasConvention ||= card.keyword === "LONGSTRN";
    lines.push(...made);
  }
  if (isLong && !hasConvention)
    lines.push(...formatCard({ keyword: "LONGSTRN", value: "OGIP 1.0", comment: "long strings go on in CONTINUE cards" }));
  lines.push("END".padEnd(CARD));
  const text = lines.join("");
  return asciiBytes(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK));
}

/** One card as lines of 80 characters. */
export function formatCard(card: Card): string[] {
  const { keyword, value } = card;
  const comment = card.comment?.replace(/[^\x20-\x7e]/g, "?") ?? "";
  if (COMMENTARY.has(keyword)) return formatCommentary(keyword, value === null ? "" : String(value));
  if (!PLAIN_KEYWORD.test(keyword)) return [formatHierarch(keyword, value, card.real, comment)];
  const start = `${keyword.padEnd(8)}= `;
  if (typeof value === "string") return formatString(start, keyword, value, comment);
  const written = formatScalar(keyword, value, card.real).padStart(20);
  return [withComment(start + written, comment)];
}

function withComment(card: string, comment: string): string {
  return (comment === "" ? card : `${card} / ${comment}`).slice(0, CARD).padEnd(CARD);
}

function checkText(keyword: string, text: string): string {
  if (/[^\x20-\x7e]/.test(text))
    throw new RangeError(`${keyword || "blank card"}: FITS holds printable ASCII only, not ${JSON.stringify(text)}`);
  return text;
}

function formatCommentary(keyword: string, text: string): string[] {
  checkText(keyword, text);
  const lines: string[] = [];
  for (let at = 0; at === 0 || at < text.length; at += 72) lines.push((keyword.padEnd(8) + text.slice(at, at + 72)).padEnd(CARD));
  return lines;
}

function formatScalar(keyword: string, value: number | bigint | boolean | null, real = false): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (typeof value === "bigint") return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`${keyword}: FITS has no card for ${value}; leave it out or write null`);
  if (!real && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  const [digits, exponent] = (Object.is(value, -0) ? "-0" : String(value)).split("e");
  const mantissa = digits.includes(".") ? digits : `${digits}.0`;
  return exponent === undefined ? mantissa : `${mantissa}E${exponent.replace("+", "")}`;
}

function formatHierarch(keyword: string, value: CardValue, real: boolean | undefined, comment: string): string {
  if (!/^[\x21-\x3c\x3e-\x7e]+( [\x21-\x3c\x3e-\x7e]+)*$/.test(keyword) || keyword !== keyword.toUpperCase())
    throw new RangeError(`${JSON.stringify(keyword)}: a keyword is words of upper-case ASCII without '='`);
  const written = typeof value === "string" ? `'${checkText(keyword, value).replaceAll("'", "''")}'` : formatScalar(keyword, value, real);
  const card = `HIERARCH ${keyword} = ${written}`;
  if (card.length > CARD) throw new RangeError(`${keyword}: a HIERARCH card holds 80 characters, its value would need ${card.length}`);
  return withComment(card, comment);
}

function formatString(start: string, keyword: string, value: string, comment: string): string[] {
  const escaped = checkText(keyword, value).replaceAll("'", "''");
  // 80 - 10 characters - 2 quotes
  if (escaped.length <= 68) {
    const written = `'${escaped === "" ? "" : escaped.padEnd(8)}'`;
    return [withComment(start + (comment === "" ? written : written.padEnd(20)), comment)];
  }
  const lines: string[] = [];
  let rest = escaped;
  for (let prefix = start; rest !== ""; prefix = "CONTINUE  ") {
    if (rest.length <= 68) {
      lines.push(withComment(`${prefix}'${rest}'`, comment));
      break;
    }
    let cut = 67;
    // Never between the two quotes that stand for one.
    const quotes = /'*$/.exec(rest.slice(0, cut))![0].length;
    if (quotes % 2 === 1) cut--;
    lines.push(`${prefix}'${rest.slice(0, cut)}&'`.padEnd(CARD));
    rest = rest.slice(cut);
  }
  return lines;
}
