// A field for a fact: a number with its unit, or a choice.

import { el } from "./dom.js";
import { capital, plain, unitWord } from "./words.js";

const NOT_STATED = "Not stated";
const UNITS = { weight: ["kg", "lb"] };

/**
 * @typedef {{name: string, title: string, question: string, kind: string, unit: string,
 *   choices: string[], lowest?: number, highest?: number}} FactKind
 * @typedef {{parts: HTMLElement[], input: any, read: () => import("./patient.js").Fact,
 *   write: (fact?: import("./patient.js").Fact) => void}} Control
 */

/**
 * Make the field of a fact.
 * @param {FactKind} kind
 * @param {string} id
 * @returns {Control}
 */
export function controlOf(kind, id) {
  if (kind.kind === "choice") return choice(kind, id, kind.choices);
  if (kind.kind === "flag") return choice(kind, id, ["yes", "no"]);
  return number(kind, id);
}

/** Say which numbers are believed, such as "0 to 130". */
export function boundsOf({ kind, lowest, highest }) {
  return kind === "number" && lowest !== undefined && highest !== undefined
    ? `${lowest} to ${highest}`
    : "";
}

function choice(kind, id, words) {
  const options = words.map((word) => el("option", { value: word }, capital(plain(word))));
  const input = el(
    "select",
    { id, autocomplete: "off" },
    el("option", { value: "" }, NOT_STATED),
    ...options,
  );
  return {
    parts: [input],
    input,
    read: () => ({ text: input.value, unit: "", kind: kind.kind }),
    write: (fact) => (input.value = fact?.text ?? ""),
  };
}

function number(kind, id) {
  const mode = kind.kind === "number" ? { inputmode: "decimal", class: "number" } : {};
  const input = el("input", { type: "text", id, autocomplete: "off", ...mode });
  const unit = unitOf(kind);
  const read = () => ({ text: input.value.trim(), unit: unit.value ?? "", kind: kind.kind });
  input.addEventListener("input", () => mark(input, kind, read()));
  return {
    parts: [input, unit],
    input,
    read,
    write: (fact) => {
      input.value = fact?.text ?? "";
      if (unit.value && fact?.unit) unit.value = fact.unit;
      mark(input, kind, read());
    },
  };
}

function unitOf(kind) {
  const units = UNITS[kind.name];
  if (!units) return el("span", { class: "unit" }, unitWord(kind.unit));
  return el(
    "select",
    { class: "unit", "aria-label": `Unit of ${kind.title}` },
    ...units.map((unit) => el("option", { value: unit }, unit)),
  );
}

/** Mark a number that will not be believed; it is sent all the same, and the service says so. */
function mark(input, { lowest, highest }, { text, unit }) {
  const value = Number(text) * (unit === "lb" ? 0.45359237 : 1);
  const isOut = text !== "" && (value < lowest || value > highest);
  input.setAttribute("aria-invalid", String(isOut));
}
