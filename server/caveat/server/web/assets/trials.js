// Antidepressants that were tried: a form of one trial, and those entered.

import { announce } from "./announcer.js";
import { Combobox } from "./combobox.js";
import { button, el, newId, showEach, unseen } from "./dom.js";

const QUESTIONS = [
  ["adequateDose", "Adequate dose"],
  ["adequateDuration", "Long enough"],
  ["adherent", "Taken as prescribed"],
];
const ANSWERS = [
  ["", "Unknown"],
  ["yes", "Yes"],
  ["no", "No"],
];

/** The trials with the form that adds one. */
export class Trials {
  /** @param {import("./patient.js").Patient} patient */
  constructor(patient) {
    this.patient = patient;
    this.state = el("span", { class: "state" });
    this.items = el("ul", { class: "entries", role: "list" });
    this.box = el("input", {
      type: "checkbox",
      onchange: () => patient.setNone("trials", this.box.checked),
    });
    this.none = el("label", { class: "none" }, this.box, "None tried");
    this.form = this.#form();
    this.node = el(
      "fieldset",
      { class: "trials" },
      el("legend", {}, "Antidepressants tried ", this.state),
      this.items,
      this.none,
      this.form,
    );
    patient.addEventListener("change", () => this.show());
    this.show();
  }

  get hasPending() {
    return this.input.value.trim() !== "";
  }

  /** Add the trial that the form holds. */
  commit() {
    if (this.hasPending) this.#add();
  }

  empty() {
    this.form.reset();
    this.combobox.close();
  }

  /** Open the form and go there. */
  open() {
    this.more.open = true;
    this.input.focus();
  }

  show() {
    const { items, none } = this.patient.lists.trials;
    this.state.textContent = this.patient.status("trials");
    this.state.dataset.asked = String(items.length > 0 || none);
    this.none.hidden = items.length > 0;
    this.box.checked = none;
    showEach(
      this.items,
      items,
      (item) => JSON.stringify(item),
      (item) => this.#item(item),
    );
  }

  #form() {
    this.input = el("input", {
      type: "text",
      id: newId("trial"),
      autocomplete: "off",
      spellcheck: "false",
    });
    this.input.addEventListener(
      "keydown",
      (event) => event.key === "Enter" && event.preventDefault(),
    );
    this.combobox = new Combobox(this.input, "RECOGNISE_AS_MEDICATION");
    this.answers = QUESTIONS.map(([name, label]) => [name, select(), label]);
    this.improvement = el("input", {
      type: "text",
      inputmode: "decimal",
      class: "number",
      id: newId("improvement"),
      autocomplete: "off",
    });
    const submit = (event) => {
      event.preventDefault();
      this.commit();
    };
    this.more = el(
      "details",
      { class: "more" },
      el("summary", {}, "Add a trial"),
      el(
        "div",
        { class: "field" },
        el("label", { for: this.input.id }, "Antidepressant"),
        el("div", { class: "combobox" }, this.input, this.combobox.list),
      ),
      el(
        "div",
        { class: "facts" },
        ...this.answers.map(([, input, label]) => row(input, label)),
        row(this.improvement, "Improvement", el("span", { class: "unit" }, "%")),
      ),
      el("button", { type: "submit" }, "Add the trial"),
    );
    return el("form", { onsubmit: submit, autocomplete: "off" }, this.more);
  }

  #add() {
    const trial = { text: this.input.value.trim() };
    for (const [name, input] of this.answers) if (input.value) trial[name] = input.value === "yes";
    const improvement = this.improvement.value.replace("%", "").trim();
    if (improvement) trial.improvementPercent = Number(improvement);
    this.empty();
    this.patient.add("trials", trial);
    this.input.focus();
    announce(`Added ${trial.text}`);
  }

  #item(item) {
    const remove = () => {
      this.patient.remove("trials", item.key);
      this.open();
      announce(`Removed ${item.text}`);
    };
    return el(
      "li",
      { class: "entry" },
      el(
        "div",
        { class: "words" },
        el("p", { class: "text" }, item.text),
        el("p", { class: "reading" }, trialWords(item)),
      ),
      button(el("span", {}, "Remove", unseen(` ${item.text} from antidepressants tried`)), remove, {
        class: "small",
      }),
    );
  }
}

/** Say what is known of a trial. */
export function trialWords(item) {
  const known = QUESTIONS.map(([name, label]) => `${label.toLowerCase()}: ${answer(item[name])}`);
  const improvement =
    item.improvementPercent === undefined ? "unknown" : `${item.improvementPercent}%`;
  return [...known, `improvement: ${improvement}`].join("; ");
}

function answer(value) {
  if (value === undefined) return "unknown";
  return value ? "yes" : "no";
}

function select() {
  return el(
    "select",
    { id: newId("trial"), autocomplete: "off" },
    ...ANSWERS.map(([value, label]) => el("option", { value }, label)),
  );
}

function row(input, label, ...more) {
  return el(
    "div",
    { class: "fact" },
    el("label", { for: input.id }, label),
    el("div", { class: "answer" }, input, ...more),
  );
}
