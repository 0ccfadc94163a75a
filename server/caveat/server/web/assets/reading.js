// How an entry was read, in a line under it, and what may have been meant.

import { recognise } from "./api.js";
import { el } from "./dom.js";
import { plain } from "./words.js";

const NAMED = ["STEP_KIND_INGREDIENT", "STEP_KIND_CONDITION", "STEP_KIND_CLASS"];
const PLAIN_STATUS = ["", "active"];

/** Show how a text is read, as soon as that is known. */
export function readingOf(text, readAs) {
  const line = el("p", { class: "reading" }, "Being read");
  recognise(text, readAs)
    .then((answer) => line.replaceChildren(...parts(answer)))
    .catch(() => line.replaceChildren(doubt("How it is read cannot be shown now")));
  return line;
}

/** What a name that was read over a misspelling stands for, as [written, meant] pairs. */
export async function corrections(text, readAs) {
  const answer = await recognise(text, readAs).catch(() => ({ recognitions: [] }));
  return answer.recognitions
    .filter(({ distance, path }) => distance > 0 && path.length > 1)
    .map(({ path }) => [path[0].label, path[1].label]);
}

function parts({ recognitions, unread, harmless }) {
  const shown = [...new Set(recognitions.map(meaning))].map((words) =>
    el("span", {}, `read as ${words}`),
  );
  const doubts = recognitions
    .filter(({ distance }) => distance > 0)
    .map(() => doubt("Spelling differs"));
  const vague = recognitions.filter(({ isVague }) => isVague).map(() => doubt("A vague name"));
  const none = harmless.map((part) => el("span", {}, `${part}: no rule concerns it`));
  const lost = [...new Set(unread.map(({ part }) => part))].map((part) =>
    doubt(`Not read: ${part}`),
  );
  const all = [...shown, ...none, ...doubts, ...vague, ...lost];
  return all.length > 0 ? all : [doubt("Not read")];
}

function meaning({ path, status, dose, route }) {
  const step = NAMED.map((kind) => path.find((each) => each.kind === kind)).find(Boolean);
  const state = PLAIN_STATUS.includes(status) ? "" : plain(status);
  return [step?.label, dose, route, state].filter(Boolean).join(", ");
}

function doubt(text) {
  return el("span", { class: "doubt" }, text);
}
