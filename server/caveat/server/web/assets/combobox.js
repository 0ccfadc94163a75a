// A text field with a list of names that begin so (WAI-ARIA 1.2: list autocomplete with manual
// selection).

import { announce } from "./announcer.js";
import { recognise } from "./api.js";
import { el, newId } from "./dom.js";
import { counted } from "./words.js";

const PAUSE = 150;
const FEWEST_LETTERS = 2;

/** Makes suggestions for a text field. */
export class Combobox {
  #options = [];
  #active = -1;
  #asked = 0;
  #timer = 0;
  #abort = new AbortController();

  /**
   * @param {HTMLInputElement} input
   * @param {string} readAs how the text is to be read
   */
  constructor(input, readAs) {
    this.input = input;
    this.readAs = readAs;
    this.list = el("ul", {
      class: "completions",
      role: "listbox",
      id: newId("names"),
      "aria-label": "Suggestions",
      hidden: true,
    });
    const roles = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    Object.entries(roles).forEach(([name, value]) => input.setAttribute(name, value));
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Whether the next Enter chooses a name. */
  get isChoosing() {
    return this.#active >= 0;
  }

  /** Hide the names, and drop an answer that is still to come. */
  close() {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#asked += 1;
    this.#show([]);
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#activate(-1);
    const text = this.input.value.trim();
    if (text.length < FEWEST_LETTERS) this.close();
    else this.#timer = setTimeout(() => this.#ask(text), PAUSE);
  }

  async #ask(text) {
    this.#abort.abort();
    this.#abort = new AbortController();
    const asked = (this.#asked += 1);
    const answer = await recognise(text, this.readAs, this.#abort.signal).catch(() => ({}));
    if (asked !== this.#asked) return;
    this.#show(answer.completions ?? []);
    const many = this.#options.length;
    announce(many ? counted(many, "suggestion") : "No suggestions");
  }

  #show(completions) {
    this.#activate(-1);
    this.#options = completions.map(option);
    this.list.replaceChildren(...this.#options);
    this.list.hidden = completions.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  #activate(place) {
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const active = this.#options[place];
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = this.#options.length - 1;
    const moves = {
      ArrowDown: () => this.#activate(this.#active < last ? this.#active + 1 : 0),
      ArrowUp: () => this.#activate(this.#active > 0 ? this.#active - 1 : last),
      Escape: () => this.close(),
    };
    const choices = {
      Home: () => this.#activate(0),
      End: () => this.#activate(last),
      Enter: () => this.#choose(this.#options[this.#active]),
    };
    const act = moves[event.key] ?? (this.isChoosing ? choices[event.key] : undefined);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  #clicked(event) {
    const chosen = event.target.closest("[role=option]");
    if (chosen) this.#choose(chosen);
  }

  #choose(chosen) {
    this.input.value = chosen.dataset.name;
    this.close();
    this.input.focus();
    this.input.dispatchEvent(new Event("chosen"));
    announce(`${chosen.dataset.name}. Enter adds it.`);
  }
}

function option({ name, meaning }) {
  const tells = meaning && meaning.toLowerCase() !== name.toLowerCase();
  return el(
    "li",
    { role: "option", id: newId("name"), "aria-selected": "false", "data-name": name },
    el("span", { class: "name" }, name),
    tells && el("span", { class: "meaning" }, meaning),
  );
}
