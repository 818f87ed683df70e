import { element } from "@blueprints/lambda-kit/web/elements";

/**
 * A frame with a picture in it, or with words where there is none. What comes late does not replace what was asked
 * for later.
 *
 * @param {string} name Of the picture's element; the words are in `<name>-text`, both in `<name>-frame`.
 * @param {() => void} onBroken
 */
export function pictureFrame(name, onBroken) {
  const image = element(name, HTMLImageElement);
  const words = element(`${name}-text`, HTMLElement);
  const frame = element(`${name}-frame`, HTMLElement);
  let wanted = "";

  image.addEventListener("load", () => {
    frame.classList.remove("loading");
    image.hidden = false;
    words.hidden = true;
  });
  image.addEventListener("error", () => {
    if (wanted === "" || image.getAttribute("src") !== wanted) return;
    wanted = ""; // the same URL may be tried again
    onBroken();
  });

  return {
    /**
     * @param {string} url
     * @param {string} alt
     */
    show(url, alt) {
      image.alt = alt;
      if (url === wanted) return;
      wanted = url;
      frame.classList.add("loading");
      image.src = url;
    },

    /** @param {string} text */
    say(text) {
      wanted = "";
      image.removeAttribute("src");
      image.hidden = true;
      frame.classList.remove("loading");
      words.textContent = text;
      words.hidden = text === "";
    },

    /** Says that something will come, without taking away what is there. */
    wait() {
      frame.classList.add("loading");
    },
  };
}
