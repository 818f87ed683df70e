/** What is looked up: a text, in the countries that a row names; or a position. */
export type Query =
  | {
      readonly kind: "text";
      readonly text: string;
      /** ISO 3166-1 alpha-3. */
      readonly country?: string;
    }
  | {
      readonly kind: "position";
      /** Degrees. */
      readonly longitude: number;
      readonly latitude: number;
    };

/** A place as a geocoder knows it; missing is what it does not say. */
export interface Place {
  /** Degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly label?: string;
  readonly addressNumber?: string;
  readonly street?: string;
  readonly municipality?: string;
  readonly region?: string;
  readonly subRegion?: string;
  readonly countryCode?: string;
  readonly postalCode?: string;
  /** 0 to 1, of a text. */
  readonly relevance?: number;
}

/** The best place for a query, or that there is none. */
export type Answer = { readonly kind: "found"; readonly place: Place } | { readonly kind: "none" };
