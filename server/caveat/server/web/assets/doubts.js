// What a check could not settle or took as given.

import { answerTo, replacements } from "./answer.js";
import { ruleLink } from "./alert.js";
import { badgeOf } from "./badge.js";
import { el, newId, unseen } from "./dom.js";
import { namesOf } from "./trace.js";
import { capital, counted, place } from "./words.js";

/** An open question with the field that answers it. */
export function questionOf(question, desk) {
  const id = newId("question");
  const rules = question.ruleIds;
  return el(
    "li",
    { class: "question", "data-level": question.level, "data-fact": factOf(question) },
    el("p", {}, unseen("Could be "), badgeOf(question.level)),
    el(
      "div",
      {},
      el("p", { class: "asked", id }, question.text),
      rules.length > 0 &&
        el(
          "details",
          { class: "waiting" },
          el(
            "summary",
            {},
            `${counted(rules.length, "rule")} ${rules.length === 1 ? "waits" : "wait"} for it`,
          ),
          el("ul", { class: "rules" }, ...rules.map((each) => el("li", {}, ruleLink(each)))),
        ),
    ),
    answerTo(question, desk, id),
  );
}

function factOf({ fact, entry }) {
  return entry ? `${fact} ${entry.list} ${entry.index}` : fact;
}

/** An entry that names nothing known, with what may have been meant. */
export function unrecognisedOf({ entry, part, reason, suggestions }, desk) {
  const found = desk.submission.entryOf(entry);
  const buttons = found ? replacements(found, part || entry.text, suggestions, desk) : [];
  const words =
    part && part !== entry.text
      ? `\u201c${part}\u201d in \u201c${entry.text}\u201d`
      : `\u201c${entry.text}\u201d`;
  return el(
    "li",
    { class: "unread" },
    el("p", {}, el("strong", {}, words), ` (${place(entry)}): ${reason}`),
    buttons.length > 0 &&
      el("div", { class: "suggestions" }, el("span", { class: "label" }, "Perhaps"), ...buttons),
  );
}

/** Something that nobody stated and the check took as given. */
export function assumptionOf({ text, entry }) {
  return el(
    "li",
    {},
    entry && entry.index >= 0 ? `${capital(place(entry))}: ${text}` : capital(text),
  );
}

/** A finding that was withheld, and why. */
export function suppressedOf({ finding, level, title, why }) {
  const names = namesOf([finding]);
  return el(
    "li",
    {},
    badgeOf(level),
    " ",
    el("strong", {}, title),
    names && `: ${names}`,
    `. ${capital(why)}. `,
    ruleLink(finding.ruleId),
  );
}

/** A pack that the check stands on. */
export function packOf({ id, version, reviewed, digest }) {
  return el(
    "li",
    {},
    `${id} ${version}, reviewed ${reviewed}, digest `,
    el("span", { class: "digest" }, digest),
  );
}
