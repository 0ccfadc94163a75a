// What the policy of a site has made of rules.

import { levelWord } from "./words.js";

const DONE = {
  ACTION_RAISE: "raised",
  ACTION_LOWER: "lowered",
  ACTION_SILENCE: "silenced",
  ACTION_SHADOW: "shadowed",
};
const LESS = [
  "SUPPRESSED_KIND_LOWERED",
  "SUPPRESSED_KIND_SILENCED",
  "SUPPRESSED_KIND_SHADOWED",
];

/** Whether a finding is suppressed by what a site has changed. */
export function isChanged({ change }) {
  return Boolean(change);
}

/** Whether a site shows a finding as less than its pack does, or not at all. */
export function isLess({ kind }) {
  return LESS.includes(kind);
}

/** A change in words: what it does, why, on whose word and until when. */
export function changeText({ action, site, ownLevel, level, reason, author, second, expires }) {
  const word = (each) => levelWord(each).toLowerCase();
  const moved = ownLevel === level ? "" : ` from ${word(ownLevel)} to ${word(level)}`;
  const names = second ? `${author} and ${second}` : author;
  const said = `${DONE[action] ?? "changed"}${moved} by the policy of ${site}`;
  return `${said}: ${reason.replace(/\.$/, "")} (${names}; until ${expires})`;
}
