// A list of what was entered: proposed medicines, medications, history or allergies.

import { announce } from "./announcer.js";
import { button, el, showEach, unseen } from "./dom.js";
import { entryField } from "./field.js";
import { readingOf } from "./reading.js";

/**
 * @typedef {{name: string, title: string, label: string, readAs: string, none: string,
 *   hint: string}} Kind
 */

/** @type {Kind[]} */
export const KINDS = [
  {
    name: "proposed",
    title: "Proposed medicine",
    label: "Add a medicine with its dose and route",
    readAs: "RECOGNISE_AS_MEDICATION",
    none: "",
    hint: "Such as ketamine 40 mg IV. Left empty, the medicine that the rules are about is checked.",
  },
  {
    name: "medications",
    title: "Medications",
    label: "Add a medication",
    readAs: "RECOGNISE_AS_MEDICATION",
    none: "None taken",
    hint: "As written, such as Minipress 2 mg at night. Alcohol and drugs too.",
  },
  {
    name: "conditions",
    title: "History",
    label: "Add a diagnosis or trait",
    readAs: "RECOGNISE_AS_CONDITION",
    none: "None known",
    hint: "As written, such as denies psychosis. Several lines can be pasted.",
  },
  {
    name: "allergies",
    title: "Allergies",
    label: "Add an allergy",
    readAs: "RECOGNISE_AS_UNSPECIFIED", // to a medicine, or to something that concerns no rule
    none: "None known",
    hint: "",
  },
];

/** One list with the field that adds to it. */
export class Entries {
  /**
   * @param {Kind} kind
   * @param {import("./patient.js").Patient} patient
   */
  constructor(kind, patient) {
    this.kind = kind;
    this.patient = patient;
    this.field = entryField(kind.label, kind.readAs, (texts) => this.#add(texts));
    this.state = el("span", { class: "state" });
    this.items = el("ul", { class: "entries", role: "list" });
    this.none = kind.none ? this.#none() : null;
    this.node = el(
      "fieldset",
      { class: "list" },
      el("legend", {}, kind.title, " ", this.state),
      this.items,
      this.field.node,
      this.none?.node,
      kind.hint && el("p", { class: "hint", id: `${this.field.input.id}-hint` }, kind.hint),
    );
    if (kind.hint) this.field.input.setAttribute("aria-describedby", `${this.field.input.id}-hint`);
    patient.addEventListener("change", () => this.show());
    this.show();
  }

  /** Whether something was typed that is no entry yet. */
  get hasPending() {
    return this.field.input.value.trim() !== "" || this.items.querySelector("input") !== null;
  }

  /** Add what was typed. */
  commit() {
    const text = this.field.input.value.trim();
    if (text) this.#add([text]);
  }

  empty() {
    this.field.input.value = "";
  }

  show() {
    const { items, none } = this.patient.lists[this.kind.name];
    const status = this.patient.status(this.kind.name);
    this.state.textContent = this.kind.none ? status : items.length ? status : "none entered";
    this.state.dataset.asked = String(items.length > 0 || none);
    if (this.none) {
      this.none.node.hidden = items.length > 0;
      this.none.box.checked = none;
    }
    showEach(
      this.items,
      items,
      (item) => JSON.stringify(item),
      (item) => this.#item(item),
    );
  }

  #add(texts) {
    this.empty();
    this.patient.add(this.kind.name, ...texts.map((text) => ({ text })));
    announce(`Added ${texts.length > 1 ? `${texts.length} entries` : texts[0]}`);
  }

  #none() {
    const box = el("input", {
      type: "checkbox",
      onchange: () => this.patient.setNone(this.kind.name, box.checked),
    });
    return { box, node: el("label", { class: "none" }, box, this.kind.none) };
  }

  #item(item) {
    const { name, title, readAs } = this.kind;
    const stated = [item.dose, item.route].filter(Boolean).join(", ");
    const remove = () => {
      this.patient.remove(name, item.key);
      this.field.input.focus();
      announce(`Removed ${item.text}`);
    };
    const node = el("li", { class: "entry" });
    node.append(
      el(
        "div",
        { class: "words" },
        el("p", { class: "text" }, item.text, stated && ` · ${stated}`),
        readingOf(item.text, readAs),
      ),
      button(
        el("span", {}, "Edit", unseen(` ${item.text} in ${title}`)),
        () => this.#edit(node, item),
        { class: "small" },
      ),
      button(el("span", {}, "Remove", unseen(` ${item.text} from ${title}`)), remove, {
        class: "small",
      }),
    );
    return node;
  }

  #edit(node, item) {
    const before = [...node.childNodes];
    let isOpen = true;
    const end = (text, more = []) => {
      if (!isOpen) return;
      isOpen = false;
      const hasFocus = document.activeElement === field.input;
      node.replaceChildren(...before);
      if (text !== item.text) this.patient.amend(this.kind.name, item.key, { text });
      if (more.length > 0) this.#add(more);
      if (hasFocus) (node.isConnected ? before[1] : this.field.input).focus();
    };
    const field = entryField(`Change ${item.text}`, this.kind.readAs, ([text, ...more]) =>
      end(text, more),
    );
    field.input.value = item.text;
    field.input.addEventListener("keydown", (event) => event.key === "Escape" && end(item.text));
    field.input.addEventListener("blur", () => field.input.value === item.text && end(item.text));
    node.replaceChildren(field.node);
    field.input.focus();
    field.input.select();
  }
}
