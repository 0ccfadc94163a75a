// One alert: what it is, why it was raised, what may happen and what to do.

import { badgeOf } from "./badge.js";
import { el } from "./dom.js";
import { NOT_CONFIRMED, evidenceOf, knownOf } from "./evidence.js";
import { changeText } from "./site.js";
import { chainsOf, factsOf } from "./trace.js";
import { capital, kindWord, levelWord } from "./words.js";

/**
 * @param {any} alert the alert of the contract
 * @param {Map<string, any>} packs the packs in use by id
 */
export function alertOf(alert, packs) {
  const kind = [kindWord(alert.kind), alert.serious && "serious", alert.draft && NOT_CONFIRMED]
    .filter(Boolean)
    .join(", ");
  return el(
    "article",
    { class: "alert", "data-level": alert.level },
    el(
      "h4",
      {},
      badgeOf(alert.level),
      " ",
      el("span", { class: "title" }, alert.title),
      " ",
      el("span", { class: "kind" }, kind),
    ),
    alert.change && part("This site", paragraph(capital(changeText(alert.change)))),
    part("Why", ...chainsOf(alert.findings), ...factsOf(alert.findings)),
    part("What may happen", paragraph(alert.consequence)),
    part("What to do", paragraph(alert.management), "do"),
    details("Mechanism", paragraph(alert.mechanism)),
    details("When this alert is wrong", paragraph(alert.wrongWhen)),
    details("Evidence and sources", ...evidenceOf(alert.evidence), ...knownOf(alert)),
    alert.folded.length > 0 &&
      details(`Also under this alert: ${alert.folded.length}`, ...alert.folded.map((each) => foldedOf(each, alert.packId))),
    identity(alert, packs.get(alert.packId)),
  );
}

/** A labelled part of an alert or a rule. */
export function part(label, ...content) {
  const shown = content.filter((each) => each && typeof each !== "string");
  const look = content.find((each) => typeof each === "string") ?? "";
  if (shown.length === 0) return null;
  return el(
    "div",
    { class: `part ${look}`.trim() },
    el("p", { class: "label" }, label),
    el("div", {}, ...shown),
  );
}

/** A paragraph, or nothing. */
export function paragraph(text) {
  return text ? el("p", {}, text) : null;
}

/** A link to a rule, which carries nothing of a patient. */
export function ruleLink(id, words = id) {
  return el("a", { href: `#/rules/${encodeURIComponent(id)}` }, words);
}

function details(label, ...content) {
  const shown = content.filter(Boolean);
  return shown.length > 0 && el("details", {}, el("summary", {}, label), ...shown);
}

function foldedOf(folded, packId) {
  return el(
    "div",
    { class: "folded" },
    el(
      "p",
      {},
      badgeOf(folded.level, levelWord(folded.level)),
      " ",
      el("strong", {}, folded.title),
      " ",
      ruleLink(folded.ruleId),
      folded.draft && ` ${NOT_CONFIRMED}`,
    ),
    ...chainsOf(folded.findings),
    ...factsOf(folded.findings),
    paragraph(folded.consequence),
    paragraph(folded.management),
    ...(folded.packId === packId ? [] : evidenceOf(folded.evidence)),
  );
}

function identity(alert, pack) {
  const from = pack ? `${pack.id} ${pack.version}` : alert.packId;
  return el("p", { class: "identity" }, "Rule ", ruleLink(alert.ruleId), ` · ${from}`);
}
