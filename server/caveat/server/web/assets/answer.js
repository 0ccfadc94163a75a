// The field that answers an open question, of the kind that the question asks for.

import { controlOf, boundsOf } from "./control.js";
import { Combobox } from "./combobox.js";
import { button, el, newId } from "./dom.js";
import { corrections } from "./reading.js";

const NONE = {
  medications: "None taken",
  conditions: "None known",
  allergies: "None known",
  trials: "None tried",
};
const OF_TRIAL = {
  "trial-adequate-dose": "adequateDose",
  "trial-adequate-duration": "adequateDuration",
  "trial-adherent": "adherent",
};
const OF_MEDICINE = ["dose", "route"];
const AS_MEDICATION = "RECOGNISE_AS_MEDICATION";
const READ_AS = {
  conditions: "RECOGNISE_AS_CONDITION",
  allergies: "RECOGNISE_AS_UNSPECIFIED",
};
const TEXT = { kind: "text", unit: "", choices: [] };

/**
 * @typedef {{patient: import("./patient.js").Patient, kinds: Map<string, any>,
 *   submission: import("./request.js").Submission, assumed: string[],
 *   goTo: (list: string) => void}} Desk
 */

/**
 * Make what answers a question.
 * @param {any} question the open question of the contract
 * @param {Desk} desk
 * @param {string} label the id of the question's words
 */
export function answerTo(question, desk, label) {
  const { fact } = question;
  const found = desk.submission.entryOf(question.entry);
  if (!question.entry && fact in desk.patient.lists) return ofList(fact, desk);
  if (found && fact in OF_TRIAL) return ofTrial(found, OF_TRIAL[fact], desk, label);
  if (found && fact === "trial-improvement") return ofImprovement(found, desk, label);
  if (OF_MEDICINE.includes(fact) && question.entry) return ofMedicine(fact, found, desk, label);
  if (found) return otherWords(found, desk, label);
  return ofFact(desk.kinds.get(fact) ?? { ...TEXT, name: fact, title: fact }, desk, label);
}

/** Buttons that put other words in the place of a part of an entry; none where it is not found. */
export function replacements(found, part, suggestions, desk) {
  if (!found.item.text.toLowerCase().includes(part.toLowerCase())) return [];
  const replace = (meant) =>
    desk.patient.amend(found.name, found.item.key, {
      text: exchanged(found.item.text, part, meant),
    });
  return suggestions.map((meant) =>
    button(meant, () => replace(meant), {
      class: "small",
      "aria-label": `Replace ${part} by ${meant}`,
    }),
  );
}

function ofList(name, { patient, goTo }) {
  return el(
    "div",
    { class: "answer" },
    button(name === "trials" ? "Add a trial" : "Add to the list", () => goTo(name), {
      class: "small",
    }),
    name in NONE && button(NONE[name], () => patient.setNone(name, true), { class: "small" }),
  );
}

function ofFact(kind, { patient }, label) {
  const state = (fact) => patient.setFact(kind.name, fact);
  if (kind.kind === "flag")
    return yesOrNo(label, (text) => state({ text, unit: "", kind: "flag" }));
  return typed(controlOf(kind, newId("answer")), label, state, boundsOf(kind));
}

function ofTrial({ name, item }, field, { patient }, label) {
  return yesOrNo(label, (text) => patient.amend(name, item.key, { [field]: text === "yes" }));
}

function ofImprovement({ name, item }, { patient }, label) {
  const kind = {
    name: "trial-improvement",
    title: "improvement",
    kind: "number",
    unit: "%",
    lowest: -100,
    highest: 100,
  };
  const state = ({ text }) =>
    patient.amend(name, item.key, { improvementPercent: Number(text.replace("%", "")) });
  return typed(controlOf(kind, newId("answer")), label, state, boundsOf(kind));
}

/** The dose or the route; where the medicine was assumed, answering proposes it. */
function ofMedicine(field, found, { patient, assumed }, label) {
  const control = controlOf({ ...TEXT, name: field, title: field }, newId("answer"));
  const state = ({ text }) => {
    if (found) patient.amend(found.name, found.item.key, { [field]: text });
    else patient.add("proposed", ...assumed.map((medicine) => ({ text: medicine, [field]: text })));
  };
  return typed(control, label, state, field === "dose" ? "such as 40 mg" : "such as IV");
}

/** An entry in other words: a correction of its spelling, or a field. */
function otherWords(found, desk, label) {
  const readAs = READ_AS[found.name] ?? AS_MEDICATION;
  const control = controlOf({ ...TEXT, name: found.name, title: "other words" }, newId("answer"));
  const box = new Combobox(control.input, readAs);
  control.parts = [el("div", { class: "combobox" }, control.input, box.list)];
  const state = ({ text }) => desk.patient.amend(found.name, found.item.key, { text });
  const form = typed(control, label, state, "", "Replace");
  const buttons = el("div", { class: "suggestions" });
  corrections(found.item.text, readAs).then((pairs) =>
    buttons.append(...pairs.flatMap(([part, meant]) => replacements(found, part, [meant], desk))),
  );
  return el("div", { class: "answer" }, buttons, form);
}

function exchanged(text, part, meant) {
  const at = text.toLowerCase().indexOf(part.toLowerCase());
  return text.slice(0, at) + meant + text.slice(at + part.length);
}

function yesOrNo(label, state) {
  const name = newId("answer");
  const radio = ([value, words]) =>
    el(
      "label",
      { class: "radio" },
      el("input", {
        type: "radio",
        name,
        value,
        autocomplete: "off",
        onchange: () => state(value),
      }),
      words,
    );
  return el(
    "div",
    { class: "answer", role: "radiogroup", "aria-labelledby": label },
    ...[
      ["yes", "Yes"],
      ["no", "No"],
    ].map(radio),
  );
}

/** A form that states its value once: by Enter, by its button, or when it is left. */
function typed(control, label, state, hint = "", words = "Answer") {
  const tip = hint && el("span", { class: "hint", id: newId("tip") }, hint);
  control.input.setAttribute("aria-labelledby", label);
  if (tip) control.input.setAttribute("aria-describedby", tip.id);
  const commit = () => {
    const fact = control.read();
    if (fact.text && form.isConnected) state(fact);
  };
  const leave = (event) => event.relatedTarget && !form.contains(event.relatedTarget) && commit();
  const submit = (event) => {
    event.preventDefault();
    commit();
  };
  const form = el(
    "form",
    { class: "answer", autocomplete: "off", onsubmit: submit, onfocusout: leave },
    ...control.parts,
    tip || null,
    el("button", { type: "submit", class: "small" }, words),
  );
  return form;
}
