const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ["st", "street"],
  ["ave", "avenue"],
  ["av", "avenue"],
  ["blvd", "boulevard"],
  ["rd", "road"],
  ["dr", "drive"],
  ["ln", "lane"],
  ["ct", "court"],
  ["pl", "place"],
  ["sq", "square"],
  ["ter", "terrace"],
  ["pkwy", "parkway"],
  ["hwy", "highway"],
]);
const DIRECTIONS: ReadonlyMap<string, string> = new Map([
  ["n", "north"],
  ["s", "south"],
  ["e", "east"],
  ["w", "west"],
]);

/** A name as it is compared: lower case, without accents and punctuation, one space between words. */
export function normalName(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** A street's name as it is compared, with `St`, `Ave` and `N` written out. */
export function normalStreet(text: string): string {
  const words = normalName(text).split(" ");
  return words
    .map((word, index) => {
      const isLast = index > 0 && index === words.length - 1;
      return (isLast ? SUFFIXES.get(word) : DIRECTIONS.get(word)) ?? word;
    })
    .join(" ");
}
