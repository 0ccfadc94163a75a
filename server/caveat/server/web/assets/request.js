// From what was entered to the message of the contract, and back from its paths.

import { capital, place } from "./words.js";

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const LIST_OF = {
  ENTRY_LIST_PROPOSED: "proposed",
  ENTRY_LIST_MEDICATIONS: "medications",
  ENTRY_LIST_CONDITIONS: "conditions",
  ENTRY_LIST_ALLERGIES: "allergies",
  ENTRY_LIST_TRIALS: "trials",
};

/** A patient as it was when a check was asked for. */
export class Submission {
  /** @param {import("./patient.js").Patient} patient */
  constructor(patient) {
    this.lists = { ...patient.lists };
    this.facts = [...patient.facts];
  }

  /** The CheckRequest. */
  message() {
    const patient = { observations: this.facts.map(observation) };
    for (const name of ["medications", "conditions", "allergies"]) {
      const { items, none } = this.lists[name];
      if (items.length > 0 || none) patient[name] = { items: items.map(withoutKey) };
    }
    const trials = this.lists.trials;
    if (trials.items.length > 0 || trials.none) patient.trials = { items: trials.items.map(trial) };
    const proposed = this.lists.proposed.items.map((item) => ({ medication: withoutKey(item) }));
    return { patient, proposed };
  }

  /**
   * The entry that a report speaks of, or null: a fact, or a medicine that was assumed.
   * @returns {{name: string, item: any}|null}
   */
  entryOf(reference) {
    const name = LIST_OF[reference?.list];
    const item = name && this.lists[name].items[reference.index];
    return item ? { name, item } : null;
  }

  /** Say in words where a path such as "patient.medications[2].text" leads. */
  placeOf(field) {
    const [, list, index] = /(\w+)\[(\d+)\]/.exec(field) ?? [];
    if (list === "observations" && this.facts[index]) return this.facts[index][0];
    const known = Object.keys(LIST_OF).find((name) => LIST_OF[name] === list);
    return known ? capital(place({ list: known, index: Number(index) })) : field;
  }
}

function observation([name, { text, unit, kind }]) {
  if (kind === "flag") return { name, flag: text === "yes" };
  if (kind !== "number") return { name, text };
  if (NUMBER.test(text)) return { name, number: Number(text), unit };
  return { name, text: /[a-z]/i.test(text) ? text : `${text} ${unit}`.trim() };
}

function trial({ key, text, ...known }) {
  return { medication: { text }, ...known };
}

function withoutKey({ key, ...entry }) {
  return entry;
}
