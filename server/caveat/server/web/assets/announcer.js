// What a screen reader is told without a change of focus.

const region = document.getElementById("announcements");

/** Say something politely; the same words twice are said twice. */
export function announce(text) {
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
