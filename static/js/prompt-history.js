// Earlier prompts: Alt+↑ and Alt+↓ in the prompt, and a menu. What was being typed comes back at the end.
const SHOWN = 20;
const MOVES = { ArrowUp: -1, ArrowDown: 1 };

class PromptHistory extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("form").querySelector("prompt-field");
    this.button = this.querySelector("[data-history]");
    this.menu = this.querySelector("[popover]");
    this.forget();
    const { area } = this.field;
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("input", () => {
      if (!this.stepping) this.place = -1;
    });
    this.button.addEventListener("click", () => this.open());
    this.menu.addEventListener("toggle", ({ newState }) => {
      this.button.setAttribute("aria-expanded", String(newState === "open"));
    });
    this.menu.addEventListener("keydown", (event) => this.walk(event));
    this.menu.addEventListener("click", ({ target }) => {
      const row = target.closest("button");
      if (!row) return;
      this.menu.hidePopover();
      this.field.replace(row.textContent);
    });
  }

  // A turn was sent: the list is another one. `place` -1 is what is being typed.
  forget() {
    this.prompts = null;
    this.place = -1;
    this.typed = "";
  }

  async load() {
    if (this.prompts) return;
    try {
      const answer = await fetch(this.dataset.url);
      this.prompts = answer.ok ? await answer.json() : null;
    } catch {
      this.prompts = null;
    }
  }

  key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || !(event.key in MOVES)) return;
    event.preventDefault();
    this.step(-MOVES[event.key]);
  }

  async step(by) {
    await this.load();
    if (!this.prompts) return;
    if (this.place < 0) this.typed = this.field.value;
    let next = this.place + by;
    // What is in the field was sent as it is: the one before it is meant.
    if (this.place < 0 && by > 0 && this.prompts[next] === this.typed) next += 1;
    if (next < -1 || next >= this.prompts.length) return;
    this.place = next;
    this.stepping = true;
    this.field.replace(next < 0 ? this.typed : this.prompts[next]);
    this.stepping = false;
  }

  async open() {
    await this.load();
    const rows = (this.prompts ?? []).slice(0, SHOWN).map((prompt) => {
      const row = document.createElement("button");
      row.type = "button";
      row.role = "menuitem";
      row.className = "history-row";
      row.textContent = prompt;
      return row;
    });
    const none = document.createElement("p");
    none.className = "history-none";
    none.textContent = this.dataset.empty;
    this.menu.replaceChildren(...(rows.length ? rows : [none]));
    this.menu.showPopover();
    this.set();
    rows[0]?.focus();
  }

  // Below the button or, where there is more room, above it; as wide as the prompt's box.
  set() {
    const box = this.closest(".prompt-box").getBoundingClientRect();
    const { top, bottom } = this.button.getBoundingClientRect();
    const { style } = this.menu;
    style.left = `${box.left}px`;
    style.width = `${box.width}px`;
    const below = innerHeight - bottom - 12 >= Math.min(this.menu.scrollHeight, top - 12);
    style.top = below ? `${bottom + 6}px` : "auto";
    style.bottom = below ? "auto" : `${innerHeight - top + 6}px`;
    style.maxHeight = `${Math.min(360, (below ? innerHeight - bottom : top) - 12)}px`;
  }

  walk(event) {
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const rows = [...this.menu.querySelectorAll("button")];
    const next = rows.indexOf(document.activeElement) + MOVES[event.key];
    rows[(next + rows.length) % rows.length]?.focus();
  }
}

customElements.define("prompt-history", PromptHistory);
