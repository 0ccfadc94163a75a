// Why a rule spoke: the ways from the words entered to the terms of the rule, and the facts used.

import { el, unseen } from "./dom.js";
import { place } from "./words.js";

/** The chains of some findings, each once. */
export function chainsOf(findings) {
  const entries = unique(findings.flatMap(({ entries }) => entries));
  return entries.map(({ entry, path }) =>
    el(
      "ol",
      { class: "chain", role: "list", "aria-label": `From the ${place(entry)} to the rule` },
      el("li", { class: "typed" }, `\u201c${entry.text}\u201d`, entry.index < 0 && " (assumed)"),
      ...path
        .filter(({ label }, at) => label !== (path[at - 1]?.label ?? entry.text))
        .map((step) => el("li", {}, unseen("is "), step.label)),
    ),
  );
}

/** The facts of some findings, each once, or nothing. */
export function factsOf(findings) {
  const facts = unique(findings.flatMap(({ facts }) => facts));
  return facts.map(({ title, value }) =>
    el("p", { class: "used" }, `${title}: `, el("strong", {}, value)),
  );
}

/** The entries of some findings by their texts. */
export function namesOf(findings) {
  const texts = findings.flatMap(({ entries }) => entries.map(({ entry }) => entry.text));
  return [...new Set(texts)].join(", ");
}

function unique(items) {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
