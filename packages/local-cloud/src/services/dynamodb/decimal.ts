import { validationError } from "./errors.ts";

/**
 * A DynamoDB number: `coefficient` × 10^`exponent`, exact.
 *
 * The coefficient has no trailing zeros, so two equal numbers have equal fields.
 */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const MAX_DIGITS = 38; // significant digits; "Data types" in the DynamoDB Developer Guide
const MAX_MAGNITUDE = 125; // 9.9…E+125
const MIN_MAGNITUDE = -130; // 1E-130
const ZERO: Decimal = { coefficient: 0n, exponent: 0 };
const NUMERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * Reads a number as DynamoDB does.
 *
 * @throws {AwsError} ValidationException: no numeral, more than 38 significant digits, or out of range.
 */
export function parseDecimal(text: string): Decimal {
  const { sign, whole, fraction, power } = splitNumeral(text);
  const digits = trimZeros(whole + fraction);
  if (digits.significant === "") return ZERO;
  const exponent = power - fraction.length + digits.trailing;
  checkRange(digits.significant.length, exponent);
  const magnitude = BigInt(digits.significant);
  return { coefficient: sign === "-" ? -magnitude : magnitude, exponent };
}

function splitNumeral(text: string): {
  sign: string;
  whole: string;
  fraction: string;
  power: number;
} {
  if (text === "") {
    throw validationError("The parameter cannot be converted to a numeric value");
  }
  const match = NUMERAL.exec(text);
  const [sign = "", whole = "", fraction = "", power = "0"] = match?.slice(1) ?? [];
  if (match === null || whole + fraction === "") {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return { sign, whole, fraction, power: Number(power) };
}

function trimZeros(digits: string): { significant: string; trailing: number } {
  let start = 0;
  while (digits[start] === "0") start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === "0") end -= 1;
  return { significant: digits.slice(start, end), trailing: digits.length - end };
}

function checkRange(significantDigits: number, exponent: number): void {
  const magnitude = significantDigits - 1 + exponent;
  if (magnitude > MAX_MAGNITUDE) {
    throw validationError(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (magnitude < MIN_MAGNITUDE) {
    throw validationError(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  if (significantDigits > MAX_DIGITS) {
    throw validationError("Attempting to store more than 38 significant digits in a Number");
  }
}

/** Writes a number as DynamoDB returns it: without an exponent and without needless zeros. */
export function formatDecimal({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? "-" : "";
  const digits = digitsOf(coefficient);
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** The text that all equal numerals share; see {@link formatDecimal}. */
export function canonicalNumber(text: string): string {
  return formatDecimal(parseDecimal(text));
}

/** The sum, under the limits of a stored number. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  return fromScaled(scaleTo(left, exponent) + scaleTo(right, exponent), exponent);
}

export function negateDecimal({ coefficient, exponent }: Decimal): Decimal {
  return { coefficient: -coefficient, exponent };
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = scaleTo(left, exponent) - scaleTo(right, exponent);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The digits of the coefficient, without sign. */
export function digitsOf(coefficient: bigint): string {
  return (coefficient < 0n ? -coefficient : coefficient).toString();
}

// Exponents lie within ±168, so the scaled coefficient stays below 10^300.
function scaleTo(value: Decimal, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent);
}

function fromScaled(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return ZERO;
  const { significant, trailing } = trimZeros(digitsOf(coefficient));
  checkRange(significant.length, exponent + trailing);
  const magnitude = BigInt(significant);
  return { coefficient: coefficient < 0n ? -magnitude : magnitude, exponent: exponent + trailing };
}
