/**
 * How many bytes the character at `at`, which is not ASCII, has.
 *
 * @returns 2 to 4; 0 when it is cut off, overlong, half of a surrogate pair or beyond U+10FFFF.
 * @see https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf table 3-7
 */
export function utf8Length(bytes: Uint8Array, at: number, end: number): 0 | 2 | 3 | 4 {
  const lead = bytes[at] ?? 0;
  const length = lengthByLead(lead);
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1] ?? 0;
  if (second < leastSecond(lead) || second > greatestSecond(lead)) return 0;
  for (let place = at + 2; place < at + length; place += 1) {
    if (((bytes[place] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function lengthByLead(lead: number): 0 | 2 | 3 | 4 {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function leastSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0; // what is below has a shorter form
  return lead === 0xf0 ? 0x90 : 0x80;
}

function greatestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f; // U+D800 to U+DFFF are no characters
  return lead === 0xf4 ? 0x8f : 0xbf;
}
