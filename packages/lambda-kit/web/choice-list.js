/**
 * A thing to choose.
 *
 * @typedef {{ id: string, name: string, details: string }} Choice
 */

/**
 * A list of things to choose from, one button each.
 *
 * @param {HTMLUListElement} list
 * @param {(id: string) => void} onChoose
 */
export function choiceList(list, onChoose) {
  /** @type {Map<string, { button: HTMLButtonElement, details: HTMLElement }>} */
  const entries = new Map();

  /** @param {Choice} choice */
  function add({ id, name, details }) {
    const button = document.createElement("button");
    button.type = "button";
    const label = document.createElement("span");
    label.className = "name";
    label.dir = "auto";
    label.textContent = name;
    const line = document.createElement("span");
    line.className = "details";
    line.textContent = details;
    button.append(label, line);
    button.addEventListener("click", () => onChoose(id));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
    entries.set(id, { button, details: line });
  }

  return {
    /**
     * Adds those that are not there yet.
     *
     * @param {readonly Choice[]} choices
     */
    add(choices) {
      for (const choice of choices) if (!entries.has(choice.id)) add(choice);
    },

    /** @param {string} chosen */
    mark(chosen) {
      for (const [id, { button }] of entries) {
        if (id !== chosen) button.removeAttribute("aria-current");
        else {
          button.setAttribute("aria-current", "true");
          button.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
      }
    },

    /** @param {Pick<Choice, "id" | "details">} choice */
    update({ id, details }) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.details.textContent = details;
    },
  };
}
