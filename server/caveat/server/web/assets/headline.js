// The head of a report: outcome, gravest level, whether it is complete, and counts.

import { signOf } from "./badge.js";
import { button, el } from "./dom.js";
import { isLess } from "./site.js";
import {
  capital,
  counted,
  gravity,
  LEVELS,
  levelMeaning,
  levelWord,
  outcomeWord,
} from "./words.js";

const MEANINGS = {
  OUTCOME_INCOMPLETE: "No alert above info.",
  OUTCOME_CLEAR: "No alert above info, and everything that matters could be checked.",
  OUTCOME_OUT_OF_SCOPE: "NOT CHECKED: no loaded rule concerns a medicine submitted.",
};
const LOOKS = {
  OUTCOME_CLEAR: "clear",
  OUTCOME_INCOMPLETE: "doubt",
  OUTCOME_OUT_OF_SCOPE: "doubt",
};

const WARNS = gravity("LEVEL_MODERATE");

/** The head of the report; its words change, the element stays. */
export class Headline {
  /** @param {(part: string) => void} goTo shows a part of the report */
  constructor(goTo) {
    this.goTo = goTo;
    this.title = el("h2", { id: "headline", tabindex: "-1" });
    this.meaning = el("p", { class: "meaning" });
    this.counts = el("div", { class: "counts" });
    this.status = el("p", { class: "status" });
    this.pending = el(
      "p",
      { class: "pending", hidden: true },
      "What still stands in a field is not part of this report. Enter adds it.",
    );
    this.node = el(
      "header",
      { class: "headline" },
      this.title,
      this.meaning,
      this.counts,
      this.pending,
      this.status,
    );
  }

  /** Show words of no report: nothing entered, or nothing checked. */
  say(title, meaning, look, ...more) {
    this.node.dataset.look = look;
    this.title.replaceChildren(title);
    this.meaning.textContent = meaning;
    this.counts.replaceChildren(...more);
    this.status.textContent = "";
  }

  show(report, time) {
    const level = report.outcome === "OUTCOME_ALERTS" ? report.level : "";
    this.node.dataset.look = lookOf(report);
    const completeness = report.complete ? "complete" : "incomplete";
    const words = level ? `Alerts: ${levelWord(level)}` : capital(outcomeWord(report.outcome));
    const isSaid = report.outcome === "OUTCOME_INCOMPLETE";
    this.title.replaceChildren(
      ...(level ? [signOf(level)] : []),
      words,
      ...(isSaid ? [] : [el("span", { class: "completeness" }, completeness)]),
    );
    this.meaning.textContent = `${MEANINGS[report.outcome] ?? gravest(report)}${openness(report)}`;
    this.counts.replaceChildren(...this.#counts(report));
    this.status.textContent = `Checked at ${time.toLocaleTimeString("en-GB")}`;
  }

  #counts({ alerts, openQuestions, suppressed, unrecognised }) {
    const less = suppressed.filter(isLess);
    const levels = LEVELS.map((level) => [
      level,
      alerts.filter((each) => each.level === level).length,
    ]);
    const found = levels
      .filter(([, many]) => many)
      .reverse()
      .map(([level, many]) => `${many} ${levelWord(level).toLowerCase()}`);
    return [
      found.length > 0 && el("span", {}, found.join(", ")),
      less.length > 0 && this.#jump(`${less.length} made less by this site`, "site"),
      unrecognised.length > 0 &&
        this.#jump(`${unrecognised.length} not recognised`, "unrecognised"),
      openQuestions.length > 0 &&
        this.#jump(counted(openQuestions.length, "open question"), "questions"),
    ].filter(Boolean);
  }

  #jump(words, part) {
    return button(words, () => this.goTo(part), { class: "jump" });
  }
}

/** Nothing looks clear of which a site shows less than the packs warn of. */
function lookOf({ outcome, level, suppressed }) {
  const warns = suppressed.some((each) => isLess(each) && gravity(each.level) >= WARNS);
  return outcome === "OUTCOME_CLEAR" && warns ? "doubt" : (LOOKS[outcome] ?? level);
}

/** Say in a line what a report came to, for one who does not see it change. */
export function summaryOf(report, before) {
  const level =
    report.outcome === "OUTCOME_ALERTS" ? levelWord(report.level) : outcomeWord(report.outcome);
  const was = before && before.level !== report.level ? ` Before: ${beforeWord(before)}.` : "";
  const open = counted(report.openQuestions.length, "open question");
  return `${capital(level)}, ${report.complete ? "complete" : "incomplete"}, ${open}.${was}`;
}

function beforeWord({ level }) {
  return gravity(level) < 0 ? "no alert" : levelWord(level).toLowerCase();
}

function gravest(report) {
  return `${capital(levelMeaning(report.level))}.`;
}

/** Say how bad what is open could be. */
function openness({ complete, openQuestions }) {
  if (complete) return "";
  const worst = Math.max(-1, ...openQuestions.map(({ level }) => gravity(level)));
  const could =
    worst < 0
      ? ""
      : `: what is open could be ${levelWord(LEVELS[worst] ?? "LEVEL_UNKNOWN").toLowerCase()}`;
  return ` Not everything could be checked${could}.`;
}
