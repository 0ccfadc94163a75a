// What supports a rule, and where that is written.

import { el, unseen } from "./dom.js";
import { plain } from "./words.js";

/** The grade, the basis and the note of the evidence, and its sources with links. */
export function evidenceOf(evidence) {
  const { grade = "", basis = "", note = "", sources = [] } = evidence ?? {};
  const support = [plain(grade), basis && `basis: ${plain(basis)}`].filter(Boolean).join("; ");
  return [
    support && el("p", {}, support),
    note && el("p", { class: "note" }, note),
    sources.length > 0 && el("ul", { class: "sources" }, ...sources.map(sourceOf)),
  ].filter(Boolean);
}

function sourceOf({ title, section, url }) {
  const words = section ? `${title}: ${section}` : title;
  if (!isWeb(url)) return el("li", {}, words);
  const link = {
    href: url,
    target: "_blank",
    rel: "noopener noreferrer",
    referrerpolicy: "no-referrer",
  };
  return el(
    "li",
    {},
    el("a", link, words, unseen(" (opens in a new tab)")),
    el("span", { class: "address" }, ` ${url}`),
  );
}

function isWeb(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
