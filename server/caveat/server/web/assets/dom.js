// Elements. All text goes in as text: nothing here can read markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Properties that start with "on" are listeners, "class" and the rest are
 * attributes; false, null and undefined leave an attribute out.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, properties = {}, ...children) {
  return furnish(document.createElement(tag), properties, children);
}

/** Make an element of a drawing. */
export function svg(tag, properties = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), properties, children);
}

function furnish(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child || child === 0));
  return node;
}

/** A button that does something on this page. */
export function button(label, onclick, properties = {}) {
  return el("button", { type: "button", onclick, ...properties }, label);
}

/** Text for screen readers only. */
export function unseen(text) {
  return el("span", { class: "unseen" }, text);
}

let made = 0;

/** An id that no other element has. */
export function newId(name) {
  made += 1;
  return `${name}-${made}`;
}

/**
 * Show items as children, and keep the child of an item that is as it was: what is open stays
 * open, what is half typed stays, and the focus stays.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} make
 */
export function showEach(parent, items, keyOf, make) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const child = before.get(key) ?? make(item);
    before.delete(key);
    child.dataset.key = key;
    return child;
  });
  for (const child of before.values()) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/** The first thing in an element that can have the focus now. */
export function firstControl(node) {
  const controls = node?.querySelectorAll("input, select, button, a[href]") ?? [];
  return [...controls].find((control) => control.checkVisibility()) ?? null;
}
