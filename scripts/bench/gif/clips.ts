import { join } from "node:path";
import { runFfmpeg } from "../../../services/gif-generator/samples/make-clip.ts";

/** A clip to measure with. */
export interface BenchClip {
  readonly name: string;
  /** What is to be seen, and how it is coded. */
  readonly about: string;
  readonly path: string;
}

const SECONDS = 34; // the window of 30 s begins 2 s after a key picture, as windows do on average
const PHOTO_SECONDS = 12;
const CODING = "-c:v libx264 -preset veryfast -bf 3 -g 120 -c:a aac -b:a 96k -movflags +faststart";
const PHOTOS = join(import.meta.dirname, "../../../services/image-catalog/samples");
const SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"];

interface Scene {
  readonly name: string;
  readonly about: string;
  readonly bitrate: string;
  readonly photos: readonly string[];
  /** Filters from the photos, which are inputs from 1 on, to `[v]`. */
  readonly graph: string;
}

// Both are made, not filmed: photos that a camera moves over, with the noise that a sensor has.
const CAMERA: Scene = {
  name: "720p",
  about: "1280 by 720, a camera moving over three photos, 2.5 Mbit/s, B-frames",
  bitrate: "2500k",
  photos: ["coffee.jpg", "astronaut.jpg", "cat.jpg"],
  graph: `${[1, 2, 3].map((input) => `[${input}:v]${panOf("1920:1440", "1280:720", input)}[s${input}];`).join("")}[s1][s2][s3]concat=n=3,noise=alls=4:allf=t,format=yuv420p[v]`,
};
const TALK: Scene = {
  name: "1080p",
  about: "1920 by 1080, a still photo with a small moving one, 4 Mbit/s, B-frames",
  bitrate: "4M",
  photos: ["coffee.jpg", "astronaut.jpg"],
  graph: `[1:v]scale=1920:1080,setsar=1,loop=loop=2:size=${PHOTO_SECONDS * 30}[slide];[2:v]${panOf("960:960", "640:360", 1)},loop=loop=2:size=${PHOTO_SECONDS * 30}[head];[slide][head]overlay=x=1240:y=680,noise=alls=3:allf=t,format=yuv420p[v]`,
};

/** A camera that wanders over a photo of one size and sees as much as the other. */
function panOf(photo: string, view: string, pace: number): string {
  const x = `x='(iw-ow)*(0.5+0.5*sin(t*${0.3 + pace / 5}))'`;
  const y = `y='(ih-oh)*(0.5+0.5*cos(t*${0.9 - pace / 5}))'`;
  return `scale=${photo},setsar=1,crop=${view}:${x}:${y}`;
}

async function make(scene: Scene, folder: string): Promise<BenchClip> {
  const { name, about, bitrate, graph } = scene;
  const path = join(folder, `${name}.mp4`);
  const still = ["-loop", "1", "-framerate", "30", "-t", String(PHOTO_SECONDS)];
  const photos = scene.photos.flatMap((photo) => [...still, "-i", join(PHOTOS, photo)]);
  const video = ["-filter_complex", graph, "-map", "[v]", "-map", "0:a", "-b:v", bitrate];
  const coding = [...CODING.split(" "), "-t", String(SECONDS)];
  await runFfmpeg([...SOUND, ...photos, ...video, ...coding, "-y", path]);
  return { name, about, path };
}

/** Makes the clips; the small one alone for a quick look. */
export async function makeBenchClips(folder: string, quick: boolean): Promise<BenchClip[]> {
  const clips = [await make(CAMERA, folder)];
  return quick ? clips : [...clips, await make(TALK, folder)];
}
