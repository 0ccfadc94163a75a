// A field for entries: with names that begin so, and for several lines at once.

import { Combobox } from "./combobox.js";
import { el, newId } from "./dom.js";

/**
 * Make a field with its label. Enter, leaving it, or pasting several lines hands on what stands
 * there.
 * @param {string} label
 * @param {string} readAs how the text is to be read
 * @param {(texts: string[]) => void} take
 */
export function entryField(label, readAs, take) {
  const input = el("input", {
    type: "text",
    id: newId("entry"),
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
  });
  const box = new Combobox(input, readAs);
  const hand = () => {
    const text = input.value.trim();
    if (text && input.isConnected) take([text]);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    box.close();
    hand();
  });
  input.addEventListener("change", hand);
  input.addEventListener("paste", (event) => {
    const lines = linesOf(pasted(input, event.clipboardData.getData("text")));
    if (lines.length < 2) return;
    event.preventDefault();
    box.close();
    take(lines);
  });
  const node = el(
    "div",
    { class: "field" },
    el("label", { for: input.id }, label),
    el("div", { class: "combobox" }, input, box.list),
  );
  return { node, input };
}

function pasted({ value, selectionStart, selectionEnd }, text) {
  return value.slice(0, selectionStart) + text + value.slice(selectionEnd);
}

function linesOf(text) {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
}
