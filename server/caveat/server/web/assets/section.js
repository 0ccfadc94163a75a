// The parts of a report.

import { el } from "./dom.js";

/** A part that is always open. */
export function section(words, ...content) {
  return {
    node: el(
      "section",
      { class: "part-of-report" },
      el("h3", { tabindex: "-1" }, words),
      ...content,
    ),
  };
}

/** A part that is closed at first; its heading can be given a count. */
export function details(words, list, heading = "span") {
  const count = el(heading, {}, words);
  return {
    node: el("details", { class: "part-of-report" }, el("summary", {}, count), list),
    count,
    words,
  };
}
