// The contract's values in the words that people are shown.

export const LEVELS = [
  "LEVEL_INFO",
  "LEVEL_MINOR",
  "LEVEL_MODERATE",
  "LEVEL_MAJOR",
  "LEVEL_CONTRAINDICATED",
];

const MEANINGS = {
  LEVEL_INFO: "good to know",
  LEVEL_MINOR: "to watch",
  LEVEL_MODERATE: "a warning",
  LEVEL_MAJOR: "should not be combined, or the patient is not eligible",
  LEVEL_CONTRAINDICATED: "not recommended for this patient, or not allowed",
};

const PLACES = {
  ENTRY_LIST_PROPOSED: "proposed medicine",
  ENTRY_LIST_MEDICATIONS: "medication",
  ENTRY_LIST_CONDITIONS: "history",
  ENTRY_LIST_OBSERVATIONS: "fact",
  ENTRY_LIST_ALLERGIES: "allergy",
  ENTRY_LIST_TRIALS: "antidepressant trial",
};

/** How grave a level is, from 0; a level that this page does not know is the gravest. */
export function gravity(level) {
  if (level === "LEVEL_UNSPECIFIED") return -1;
  const place = LEVELS.indexOf(level);
  return place < 0 ? LEVELS.length : place;
}

/** Name a level, such as "Major". */
export function levelWord(level) {
  return capital(word(level, "LEVEL_"));
}

/** Say what a level means. */
export function levelMeaning(level) {
  return MEANINGS[level] ?? "";
}

/** Name a kind of rule, such as "interaction". */
export function kindWord(kind) {
  return word(kind, "KIND_");
}

/** Name an outcome, such as "out of scope". */
export function outcomeWord(outcome) {
  return word(outcome, "OUTCOME_");
}

/** Say where an entry was submitted, such as "medication 2". */
export function place(entry) {
  const name = PLACES[entry.list] ?? "entry";
  return entry.index < 0 ? name : `${name} ${entry.index + 1}`;
}

/** Count things, such as "1 entry" or "2 entries". */
export function counted(number, singular, plural = `${singular}s`) {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** Write a unit of the contract as people write it. */
export function unitWord(unit) {
  return (
    { year: "years", "mm[Hg]": "mmHg", wk: "weeks", mo: "months", 1: "", "/min": "per minute" }[
      unit
    ] ?? unit
  );
}

/** Put words of a name such as "microdose" or "expert-opinion" as a person would. */
export function plain(name) {
  return name.replaceAll(/[-_]/g, " ");
}

/** Begin with a capital. */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function word(value, prefix) {
  return plain(String(value).replace(prefix, "")).toLowerCase();
}
