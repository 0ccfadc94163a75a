// The printed sheet: what was entered stands at its top, and everything is open.

import { el } from "./dom.js";
import { KINDS } from "./entries.js";
import { trialWords } from "./trials.js";
import { capital, unitWord } from "./words.js";

/**
 * Write the sheet's head whenever the page is printed, and open what is closed until it is done.
 * @param {HTMLElement} node where the head goes
 * @param {import("./patient.js").Patient} patient
 * @param {Map<string, any>} kinds
 */
export function prepareToPrint(node, patient, kinds) {
  let opened = [];
  const before = () => {
    node.replaceChildren(...headOf(patient, kinds));
    opened = [...opened, ...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => (each.open = true));
  };
  const after = () => {
    opened.forEach((each) => (each.open = false));
    opened = [];
    node.replaceChildren();
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? before() : after()));
}

function headOf(patient, kinds) {
  const packs = [...document.querySelectorAll(".report .digest")].map(
    (digest) => digest.parentElement.textContent,
  );
  const when = new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "medium" });
  const isRule = document.getElementById("workspace").hidden;
  return [
    el("p", { class: "printed" }, el("strong", {}, "Caveat"), ` · printed ${when}`),
    ...packs.map((pack) => el("p", { class: "printed" }, `Rules: ${pack}`)),
    isRule
      ? ""
      : el(
          "dl",
          {},
          ...KINDS.flatMap((kind) => ofList(kind, patient)),
          ...ofTrials(patient),
          ...ofFacts(patient, kinds),
        ),
  ];
}

function ofList({ name, title }, patient) {
  const { items } = patient.lists[name];
  const words = items.map(({ text, dose, route }) =>
    [text, dose, route].filter(Boolean).join(", "),
  );
  const none = name === "proposed" ? "none entered" : patient.status(name);
  return row(title, words.length > 0 ? words : [none]);
}

function ofTrials(patient) {
  const { items } = patient.lists.trials;
  const words = items.map((item) => `${item.text} (${trialWords(item)})`);
  return row("Antidepressants tried", words.length > 0 ? words : [patient.status("trials")]);
}

function ofFacts(patient, kinds) {
  const words = [...patient.facts].map(([name, { text, unit }]) => {
    const kind = kinds.get(name);
    return `${kind?.title ?? name}: ${text} ${unit || unitWord(kind?.unit ?? "")}`.trim();
  });
  return words.length > 0 ? row("Facts", words.map(capital)) : row("Facts", ["none entered"]);
}

function row(title, words) {
  return [el("dt", {}, title), ...words.map((each) => el("dd", {}, each))];
}
