// What supports a rule, and where that is written.

import { el, unseen } from "./dom.js";
import { plain } from "./words.js";

export const NOT_CONFIRMED = "a draft, not confirmed in its source";

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

/** Context, exposure, harm, and who wrote the rule and when it was reviewed. */
export function knownOf({ background = {}, review = {} }) {
  const items = {
    Context: background.context,
    Exposure: background.exposure,
    Harm: background.harm,
    Author: review.author,
    Reviewer: review.reviewer,
    Reviewed: review.reviewed,
    "Next review": review.nextReview,
  };
  const stated = Object.entries(items).filter(([, text]) => text);
  if (stated.length === 0) return [];
  const rows = stated.flatMap(([label, text]) => [el("dt", {}, label), el("dd", {}, text)]);
  return [el("dl", { class: "known" }, ...rows)];
}

function sourceOf({ title, section, url, edition, date, read }) {
  const work = [title, edition, date].filter(Boolean).join(", ");
  const how = read ? ` (${read.replaceAll("-", " ")})` : "";
  const words = section ? `${work}: ${section}${how}` : `${work}${how}`;
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
