// What has been entered: kept in memory only, and gone with the page.

/**
 * @typedef {{key: string, text: string, dose?: string, route?: string}} Entry
 * @typedef {{key: string, text: string, adequateDose?: boolean, adequateDuration?: boolean,
 *   adherent?: boolean, improvementPercent?: number, remission?: boolean}} Trial
 * @typedef {{items: (Entry|Trial)[], none: boolean}} List
 * @typedef {{text: string, unit: string, kind: string}} Fact
 */

export const LISTS = ["proposed", "medications", "conditions", "allergies", "trials"];

let keys = 0;

/** A patient and the proposed medicines; "change" tells that something is different. */
export class Patient extends EventTarget {
  constructor() {
    super();
    this.#empty();
  }

  #empty() {
    /** @type {Record<string, List>} */
    this.lists = Object.fromEntries(LISTS.map((name) => [name, { items: [], none: false }]));
    /** @type {Map<string, Fact>} */
    this.facts = new Map();
  }

  /** Whether nothing was entered. */
  get isBlank() {
    return this.facts.size === 0 && LISTS.every((name) => this.#status(name) === "not asked");
  }

  #status(name) {
    const { items, none } = this.lists[name];
    if (items.length > 0) return "listed";
    return none ? "none known" : "not asked";
  }

  /** "not asked", "none known" or how many are listed. */
  status(name) {
    const status = this.#status(name);
    return status === "listed" ? `${this.lists[name].items.length} listed` : status;
  }

  clear() {
    this.#empty();
    this.#changed();
  }

  /** Add entries to a list, each an object with its text. */
  add(name, ...entries) {
    const added = entries.map((entry) => ({ ...entry, key: `entry${(keys += 1)}` }));
    this.lists[name] = { items: [...this.lists[name].items, ...added], none: false };
    this.#changed();
  }

  remove(name, key) {
    const items = this.lists[name].items.filter((item) => item.key !== key);
    this.lists[name] = { items, none: false };
    this.#changed();
  }

  /** Change some of an entry. */
  amend(name, key, change) {
    const items = this.lists[name].items.map((item) =>
      item.key === key ? { ...item, ...change } : item,
    );
    this.lists[name] = { ...this.lists[name], items };
    this.#changed();
  }

  /** State that a list is empty, or take that back. */
  setNone(name, none) {
    this.lists[name] = { ...this.lists[name], none };
    this.#changed();
  }

  /** State a fact; an empty text takes it back. */
  setFact(name, fact) {
    const before = this.facts.get(name);
    if (fact.text === (before?.text ?? "") && (!before || fact.unit === before.unit)) return;
    if (fact.text) this.facts.set(name, fact);
    else this.facts.delete(name);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
