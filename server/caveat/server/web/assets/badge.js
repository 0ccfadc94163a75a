// How grave something is: in words, by colour, and by shape.

import { el, svg } from "./dom.js";
import { levelWord } from "./words.js";

const SHAPES = {
  LEVEL_CONTRAINDICATED: [
    ["path", { d: "M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z", fill: "currentColor" }],
    ["path", { d: "m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4", class: "ink" }],
  ],
  LEVEL_MAJOR: [
    ["path", { d: "M8 .6 15.4 8 8 15.4.6 8z", fill: "currentColor" }],
    ["path", { d: "M8 4.3v4.4m0 2.2v.9", class: "ink" }],
  ],
  LEVEL_MODERATE: [
    ["path", { d: "M8 1.2 15.4 14.6H.6z", fill: "currentColor" }],
    ["path", { d: "M8 6v4m0 1.8v.8", class: "ink" }],
  ],
  LEVEL_MINOR: [
    ["circle", { cx: 8, cy: 8, r: 7.2, fill: "currentColor" }],
    ["path", { d: "M8 4.2v4.2m0 2.2v.9", class: "ink" }],
  ],
  LEVEL_INFO: [
    ["rect", { x: 1, y: 1, width: 14, height: 14, rx: 2, fill: "none", class: "line" }],
    ["path", { d: "M8 7v4.6M8 4v.9", class: "line" }],
  ],
};
const UNKNOWN = [
  ["circle", { cx: 8, cy: 8, r: 6.8, fill: "none", class: "line" }],
  [
    "path",
    { d: "M5.9 6.2c.2-2.7 4.3-2.5 4.2 0C10 8 8 7.800 8 9.600m0 2v.8", class: "line", fill: "none" },
  ],
];

/** The sign of a level. */
export function signOf(level) {
  const parts = (SHAPES[level] ?? UNKNOWN).map(([tag, properties]) => svg(tag, properties));
  return svg("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, ...parts);
}

/** A level with its sign. */
export function badgeOf(level, words = levelWord(level)) {
  return el("span", { class: "badge", "data-level": level }, signOf(level), el("span", {}, words));
}
