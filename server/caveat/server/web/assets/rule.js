// One rule with its evidence, at an address that carries nothing of a patient.

import { part, paragraph, ruleLink } from "./alert.js";
import { announce } from "./announcer.js";
import { rule as fetchRule } from "./api.js";
import { badgeOf } from "./badge.js";
import { button, el } from "./dom.js";
import { NOT_CONFIRMED, evidenceOf, knownOf } from "./evidence.js";
import { changeText } from "./site.js";
import { capital, kindWord, plain } from "./words.js";

const ADDRESS = /^#\/rules\/([^/]+)$/;

/** The rule that an address names, or null. */
export function ruleIn(hash) {
  try {
    return decodeURIComponent(ADDRESS.exec(hash)?.[1] ?? "") || null;
  } catch {
    return null;
  }
}

/** Shows one rule in the place of the check. */
export class RuleView {
  #wanted = "";

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node;
  }

  async show(id) {
    this.#wanted = id;
    this.#fill([heading("Rule"), el("p", {}, "Being fetched")]);
    const content = await fetchRule(id).then(contentOf, problemOf);
    if (this.#wanted === id) this.#fill(content);
  }

  #fill(content) {
    const back = el("p", { class: "back" }, el("a", { href: "#/" }, "Back to the check"));
    this.node.replaceChildren(back, el("article", { class: "rule" }, ...content.filter(Boolean)));
    this.node.querySelector("h2").focus();
  }
}

function heading(...words) {
  return el("h2", { tabindex: "-1" }, ...words);
}

function problemOf({ title = "This page failed to show the rule" }) {
  return [heading("The rule cannot be shown"), el("p", { role: "alert" }, title)];
}

function contentOf(rule) {
  const { summary } = rule;
  const kind = [kindWord(summary.kind), rule.serious && "serious", summary.draft && NOT_CONFIRMED]
    .filter(Boolean)
    .join(", ");
  return [
    heading(badgeOf(summary.level), " ", summary.title),
    el(
      "p",
      { class: "kind" },
      `${summary.id} · ${kind} · ${summary.packId} · reviewed ${rule.reviewed}`,
    ),
    copyLink(),
    summary.change && part("This site", paragraph(capital(changeText(summary.change)))),
    part("Between", rule.between.length > 0 && paragraph(rule.between.map(plain).join(" and "))),
    part("About", paragraph(plain(rule.about))),
    part("When", listOf(rule.when)),
    part("Unless", listOf(rule.unless)),
    part("What may happen", paragraph(rule.consequence)),
    part("Mechanism", paragraph(rule.mechanism)),
    part("What to do", paragraph(rule.management), "do"),
    part("Wrong when", paragraph(rule.wrongWhen)),
    part("Evidence", ...evidenceOf(rule.evidence), ...knownOf(rule)),
    part(
      "Covers",
      rule.covers.length > 0 &&
        el("ul", { class: "rules" }, ...rule.covers.map((id) => el("li", {}, ruleLink(id)))),
    ),
    part("Examples", listOf(rule.examples.map(({ name, expect }) => `${name}: ${expect}`))),
  ];
}

function listOf(words) {
  return words.length > 0 && el("ul", {}, ...words.map((each) => el("li", {}, each)));
}

/** A button that copies the address; without a clipboard it shows the address, chosen. */
function copyLink() {
  const field = el("input", {
    type: "text",
    readonly: true,
    hidden: true,
    "aria-label": "Link to this rule",
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      announce("Link copied");
      done.textContent = "Copied";
    } catch {
      field.value = location.href;
      field.hidden = false;
      field.focus();
      field.select();
    }
  };
  const done = el("span", { class: "hint" });
  return el("p", { class: "copy" }, button("Copy the link", copy), " ", done, field);
}
