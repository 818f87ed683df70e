import type { Place } from "@aws-sdk/client-location";
import type { Gazetteer } from "./geography/gazetteer.ts";
import type { Found } from "./geography/geocoder.ts";

/** A found place as the API shows it. */
export function placeView(found: Found, gazetteer: Gazetteer): Place {
  const { locality, street, houseNumber, position } = found;
  const { region } = locality;
  return {
    Label: labelOf(found),
    Geometry: { Point: [...position] },
    AddressNumber: houseNumber,
    Street: street,
    Municipality: locality.city,
    Region: region === undefined ? undefined : gazetteer.regionName(region),
    Country: locality.country,
    PostalCode: locality.postalCode,
    Interpolated: houseNumber !== undefined,
  };
}

/** `550 Main Street, Hartford, CT, 06103, USA`; a postal area begins with its code. */
function labelOf({ locality, street, houseNumber }: Found): string {
  const { city, region, postalCode, country } = locality;
  const first = street === undefined ? undefined : [houseNumber, street].filter(Boolean).join(" ");
  const parts =
    first === undefined
      ? [postalCode, city, region, country]
      : [first, city, region, postalCode, country];
  return parts.filter((part) => part !== undefined).join(", ");
}
