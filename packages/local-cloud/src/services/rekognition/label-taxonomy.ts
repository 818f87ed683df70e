import type { CocoClass } from "./vision/coco-classes.ts";

/** A label of Rekognition: what it is called, what it is a kind of, and where it is filed. */
export interface LabelEntry {
  readonly name: string;
  readonly parents: readonly string[];
  readonly category: string;
  readonly aliases: readonly string[];
}

type Row = readonly [parents: readonly string[], category: string, ...aliases: string[]];

const ANIMALS = "Animals and Pets";
const APPAREL = "Apparel and Accessories";
const EVERYDAY = "Everyday Objects";
const FOOD = "Food and Beverage";
const FURNITURE = "Furniture and Furnishings";
const HOBBIES = "Hobbies and Interests";
const APPLIANCES = "Home Appliances";
const HOME = "Home and Indoors";
const KITCHEN = "Kitchen and Dining";
const PLANTS = "Plants and Flowers";
const SPORTS = "Sports";
const TECHNOLOGY = "Technology and Computing";
const TOYS = "Toys and Gaming";
const TRANSPORT = "Transport and Logistics";
const VEHICLES = "Vehicles and Automotive";
const WEAPONS = "Weapons and Military";

/**
 * The labels that the detector's classes lead to, with their direct parents, as far as Rekognition's
 * published label list (version 3.0) is known to us. Only what is named here is ever answered.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/labels.html
 */
const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ["Accessories", [[], APPAREL, "Accessory"]],
  ["Aircraft", [["Vehicle"], VEHICLES]],
  ["Airplane", [["Aircraft"], VEHICLES, "Aeroplane"]],
  ["Animal", [[], ANIMALS]],
  ["Apple", [["Fruit"], FOOD]],
  ["Appliance", [["Electrical Device"], APPLIANCES]],
  ["Backpack", [["Bag"], APPAREL]],
  ["Bag", [[], APPAREL]],
  ["Baggage", [[], "Travel and Adventure"]],
  ["Ball", [[], SPORTS]],
  ["Banana", [["Fruit"], FOOD]],
  ["Baseball", [["Sport"], SPORTS]],
  ["Baseball Bat", [["Baseball"], SPORTS]],
  ["Baseball Glove", [["Baseball"], SPORTS]],
  ["Bear", [["Mammal", "Wildlife"], ANIMALS]],
  ["Bed", [["Furniture"], FURNITURE]],
  ["Bench", [["Furniture"], FURNITURE]],
  ["Bicycle", [["Vehicle"], VEHICLES, "Bike"]],
  ["Bird", [["Animal"], ANIMALS]],
  ["Blade", [["Weapon"], WEAPONS]],
  ["Blow Dryer", [["Appliance"], APPLIANCES]],
  ["Boat", [["Vehicle"], VEHICLES]],
  ["Book", [["Publication"], EVERYDAY]],
  ["Bottle", [[], EVERYDAY]],
  ["Bowl", [[], KITCHEN]],
  ["Broccoli", [["Vegetable"], FOOD]],
  ["Bus", [["Vehicle"], VEHICLES]],
  ["Cake", [["Dessert"], FOOD, "Torte"]],
  ["Canine", [["Mammal"], ANIMALS]],
  ["Car", [["Vehicle"], VEHICLES, "Automobile"]],
  ["Carrot", [["Vegetable"], FOOD]],
  ["Cat", [["Mammal", "Pet"], ANIMALS]],
  ["Chair", [["Furniture"], FURNITURE]],
  ["Clock", [[], EVERYDAY]],
  ["Computer", [["Electronics"], TECHNOLOGY]],
  ["Computer Hardware", [["Electronics"], TECHNOLOGY]],
  ["Computer Keyboard", [["Computer Hardware"], TECHNOLOGY]],
  ["Couch", [["Furniture"], FURNITURE, "Sofa"]],
  ["Cow", [["Mammal"], ANIMALS]],
  ["Cup", [[], KITCHEN]],
  ["Cutlery", [[], KITCHEN]],
  ["Dessert", [["Food"], FOOD]],
  ["Dining Table", [["Table"], FURNITURE]],
  ["Dog", [["Canine", "Pet"], ANIMALS]],
  ["Donut", [["Food"], FOOD, "Doughnut"]],
  ["Electrical Device", [[], APPLIANCES]],
  ["Electronics", [[], TECHNOLOGY]],
  ["Elephant", [["Mammal", "Wildlife"], ANIMALS]],
  ["Fire Hydrant", [["Hydrant"], "Public Safety"]],
  ["Food", [[], FOOD]],
  ["Fork", [["Cutlery"], KITCHEN]],
  ["Frisbee", [["Toy"], TOYS]],
  ["Fruit", [["Produce"], FOOD]],
  ["Furniture", [[], FURNITURE]],
  ["Giraffe", [["Mammal", "Wildlife"], ANIMALS]],
  ["Glass", [[], KITCHEN]],
  ["Handbag", [["Accessories", "Bag"], APPAREL]],
  ["Horse", [["Mammal"], ANIMALS]],
  ["Hot Dog", [["Food"], FOOD]],
  ["Hydrant", [[], "Public Safety"]],
  ["Kite", [["Toy"], HOBBIES]],
  ["Knife", [["Blade"], WEAPONS]],
  ["Laptop", [["Computer", "Pc"], TECHNOLOGY]],
  ["Light", [[], EVERYDAY]],
  ["Mammal", [["Animal"], ANIMALS]],
  ["Microwave", [["Appliance"], APPLIANCES]],
  ["Mobile Phone", [["Phone"], TECHNOLOGY, "Cell Phone"]],
  ["Motorcycle", [["Vehicle"], VEHICLES]],
  ["Mouse", [["Computer Hardware"], TECHNOLOGY]],
  ["Orange", [["Fruit"], FOOD]],
  ["Oven", [["Appliance"], APPLIANCES]],
  ["Parking Meter", [[], TRANSPORT]],
  ["Pc", [["Computer"], TECHNOLOGY]],
  ["Person", [[], "Person Description", "Human"]],
  ["Pet", [["Animal"], ANIMALS]],
  ["Phone", [["Electronics"], TECHNOLOGY]],
  ["Pizza", [["Food"], FOOD]],
  ["Plant", [[], PLANTS]],
  ["Potted Plant", [["Plant"], PLANTS]],
  ["Produce", [["Food"], FOOD]],
  ["Publication", [[], EVERYDAY]],
  ["Racket", [[], SPORTS]],
  ["Refrigerator", [["Appliance"], APPLIANCES, "Fridge"]],
  ["Remote Control", [["Electronics"], TECHNOLOGY]],
  ["Road Sign", [["Sign"], TRANSPORT]],
  ["Sandwich", [["Food"], FOOD]],
  ["Scissors", [[], "Tools and Machinery"]],
  ["Screen", [["Electronics"], TECHNOLOGY]],
  ["Sheep", [["Mammal"], ANIMALS]],
  ["Sign", [["Symbol"], EVERYDAY]],
  ["Sink", [[], HOME]],
  ["Skateboard", [[], SPORTS]],
  ["Skis", [["Sport"], SPORTS]],
  ["Snowboard", [["Sport"], SPORTS]],
  ["Spoon", [["Cutlery"], KITCHEN]],
  ["Sport", [[], SPORTS, "Sports"]],
  ["Stopsign", [["Road Sign"], TRANSPORT]],
  ["Suitcase", [["Baggage"], "Travel and Adventure"]],
  ["Surfboard", [["Sport"], SPORTS]],
  ["Symbol", [[], EVERYDAY]],
  ["Table", [["Furniture"], FURNITURE]],
  ["Teddy Bear", [["Toy"], TOYS]],
  ["Tennis Racket", [["Racket", "Sport"], SPORTS]],
  ["Tie", [["Accessories"], APPAREL]],
  ["Toaster", [["Appliance"], APPLIANCES]],
  ["Toilet", [[], HOME]],
  ["Toothbrush", [[], EVERYDAY]],
  ["Toy", [[], TOYS]],
  ["Traffic Light", [["Light"], TRANSPORT]],
  ["Train", [["Vehicle"], VEHICLES]],
  ["Transportation", [[], VEHICLES]],
  ["Truck", [["Vehicle"], VEHICLES]],
  ["TV", [["Screen"], TECHNOLOGY, "Television"]],
  ["Umbrella", [[], EVERYDAY]],
  ["Vase", [[], HOME]],
  ["Vegetable", [["Produce"], FOOD]],
  ["Vehicle", [["Transportation"], VEHICLES]],
  ["Weapon", [[], WEAPONS]],
  ["Wildlife", [["Animal"], ANIMALS]],
  ["Wine Glass", [["Glass"], KITCHEN]],
  ["Zebra", [["Mammal", "Wildlife"], ANIMALS]],
]);

/** Classes that Rekognition calls something else than COCO does, capital letters aside. */
const RENAMED: Partial<Record<CocoClass, string>> = {
  "sports ball": "Ball",
  "stop sign": "Stopsign",
  tv: "TV",
  remote: "Remote Control",
  keyboard: "Computer Keyboard",
  "cell phone": "Mobile Phone",
  "hair drier": "Blow Dryer",
};

/** The name of Rekognition's label for a class of the detector. */
export function labelNameOf(className: CocoClass): string {
  return RENAMED[className] ?? className.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** Looks a label up; `parents` holds all its ancestors, as in Rekognition's answers. */
export function labelEntry(name: string): LabelEntry | undefined {
  const row = ROWS.get(name);
  if (row === undefined) return undefined;
  const [, category, ...aliases] = row;
  return { name, parents: [...ancestorsOf(name)].toSorted(), category, aliases };
}

function ancestorsOf(name: string, found = new Set<string>()): Set<string> {
  const [parents] = ROWS.get(name) ?? [[]];
  for (const parent of parents) ancestorsOf(parent, found.add(parent));
  return found;
}
