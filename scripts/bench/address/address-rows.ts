const STREETS = ["Main Street", "Asylum Street", "Park Street", "Albany Avenue", "Capitol Avenue"];
const LINES_PER_CHUNK = 800; // some 64 KB, as S3 sends them

/** The header and the rows of a file of different addresses, with cells that need their quotes. */
export function addressRow(row: number): string {
  const street = `${Math.floor(row / STREETS.length) + 1} ${STREETS[row % STREETS.length]}`;
  return `${String(row).padStart(7, "0")},"Shop, ""No. ${row}""",${street},Hartford,CT,06103\r\n`;
}

/** The first line of the file. */
export const ADDRESS_HEADER = "Id,Name,Address,City,State,Zip\r\n";

/** The file, in the chunks that it is read in. */
export async function* addressChunks(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(ADDRESS_HEADER);
  for (let from = 0; from < rows; from += LINES_PER_CHUNK) {
    const length = Math.min(LINES_PER_CHUNK, rows - from);
    yield Buffer.from(Array.from({ length }, (_, at) => addressRow(from + at)).join(""));
  }
}
