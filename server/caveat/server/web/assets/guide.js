// What stands in the place of a report before there is one: how to read it.

import { badgeOf } from "./badge.js";
import { el } from "./dom.js";
import { capital, LEVELS, levelMeaning } from "./words.js";

const ADVICE = [
  "One entry is one medicine or one line of the history, as it was written; Enter adds it, and several lines can be pasted.",
  "A list that is left empty counts as not asked. Where you asked and there is nothing, tick the box beside the list.",
  "What cannot be read or decided is named as NOT CHECKED, with the question to ask. No alert is no permission.",
];

/** How to enter, and what the levels mean. */
export function guide() {
  const meanings = [...LEVELS]
    .reverse()
    .map((level) => el("li", {}, badgeOf(level), el("span", {}, capital(levelMeaning(level)))));
  return el(
    "section",
    { class: "part-of-report guide" },
    el("h3", {}, "How to read a report"),
    el("ul", { class: "levels", role: "list" }, ...meanings),
    el("h3", {}, "How to enter"),
    el("ul", {}, ...ADVICE.map((each) => el("li", {}, each))),
  );
}
