// The facts of the patient: a few that every check wants, and those answered beside.

import { controlOf } from "./control.js";
import { el, newId, showEach } from "./dom.js";
import { capital } from "./words.js";

const ALWAYS = [
  "age",
  "weight",
  "systolic-blood-pressure",
  "diastolic-blood-pressure",
  "setting",
  "observation-minutes",
];
const SHORT = {
  "systolic-blood-pressure": "Blood pressure, upper",
  "diastolic-blood-pressure": "Blood pressure, lower",
  "observation-minutes": "Observed after the dose",
  setting: "Setting",
};

/** The fields of facts. */
export class Facts {
  /**
   * @param {import("./patient.js").Patient} patient
   * @param {Map<string, import("./control.js").FactKind>} kinds
   */
  constructor(patient, kinds) {
    this.patient = patient;
    this.kinds = kinds;
    this.controls = new Map();
    this.common = el("div", { class: "facts" });
    this.others = el("div", { class: "facts others" });
    this.node = el("fieldset", {}, el("legend", {}, "Facts"), this.common, this.others);
    if (kinds.size === 0)
      this.common.append(
        el("p", { class: "doubt" }, "The facts cannot be asked for now: reload the page."),
      );
    this.common.append(...ALWAYS.filter((name) => kinds.has(name)).map((name) => this.#row(name)));
    patient.addEventListener("change", () => this.show());
  }

  /** Whether something was typed that the patient does not have yet. */
  get hasPending() {
    return [...this.controls].some(
      ([name, control]) => control.read().text !== (this.patient.facts.get(name)?.text ?? ""),
    );
  }

  /** State what was typed. */
  commit() {
    for (const [name, control] of this.controls) this.patient.setFact(name, control.read());
  }

  empty() {
    for (const control of this.controls.values()) control.write();
  }

  show() {
    const others = [...this.patient.facts.keys()].filter((name) => !ALWAYS.includes(name));
    for (const name of this.controls.keys())
      if (!ALWAYS.includes(name) && !others.includes(name)) this.controls.delete(name);
    showEach(
      this.others,
      others,
      (name) => name,
      (name) => this.#row(name),
    );
    for (const [name, control] of this.controls)
      if (document.activeElement !== control.input) control.write(this.patient.facts.get(name));
  }

  #row(name) {
    const kind = this.kinds.get(name) ?? { name, title: name, kind: "text", unit: "", choices: [] };
    const id = newId("fact");
    const control = controlOf(kind, id);
    this.controls.set(name, control);
    const state = () => this.patient.setFact(name, control.read());
    control.parts.forEach((part) => part.addEventListener("change", state));
    control.input.addEventListener("keydown", (event) => event.key === "Enter" && state());
    const label = el("label", { for: id }, SHORT[name] ?? capital(kind.title));
    return el("div", { class: "fact" }, label, el("div", { class: "answer" }, ...control.parts));
  }
}
