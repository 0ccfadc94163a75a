// The focus, when what had it may go.

import { firstControl } from "./dom.js";

/** Remember where the focus is, so that it can go on from there. */
export function focusIn(body) {
  const active = document.activeElement;
  const row = body.contains(active) ? active.closest("[data-key]") : null;
  const rows = row ? [...row.parentElement.children] : [];
  const after = rows.slice(rows.indexOf(row) + 1);
  const next = () => sameFact(body, row) ?? after.find((each) => each.isConnected);
  return {
    /** Give the focus back, to the row after it, or to what there is otherwise. */
    restore(otherwise) {
      if (!row) return;
      if (active.isConnected) active.focus();
      else (firstControl(next()) ?? otherwise).focus();
    },
  };
}

function sameFact(body, { dataset }) {
  return dataset.fact ? body.querySelector(`[data-fact="${CSS.escape(dataset.fact)}"]`) : null;
}
