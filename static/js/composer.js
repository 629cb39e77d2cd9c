// The composer's manners: the draft that survives a reload, keys, steppers, and the sheet on a phone.
// What the settings mean and cost is the server's business: it re-renders them after every change.
let restored = false;

class StudioComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.prompt = this.querySelector("#prompt");
    this.typed = new Map();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("references-changed", () => {
      this.changed();
      this.ask();
    });
    this.form.addEventListener("click", (event) => this.click(event));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("htmx:beforeSwap", () => this.remember());
    this.form.addEventListener("htmx:afterSettle", () => this.recall());
    this.form.addEventListener("htmx:afterRequest", (event) => this.sent(event));
    const key = this.querySelector("[data-mod-key]");
    if (key && !/Mac|iPhone|iPad/.test(navigator.platform)) key.textContent = "Ctrl ↵";
    this.restore();
    this.enable();
    if (this.querySelector("[aria-invalid=true], .field-error")) this.open(true);
    if (this.dataset.asked) this.prompt.focus();
  }

  // --- The draft -----------------------------------------------------------------------------
  get draftKey() {
    return `draft:${this.dataset.draftKey}`;
  }

  values() {
    const values = new URLSearchParams(new FormData(this.form));
    values.delete("csrfmiddlewaretoken");
    values.delete("idempotency_key");
    return values;
  }

  save() {
    const empty = !this.prompt.value && !this.form.querySelector("[name=references]");
    if (empty) localStorage.removeItem(this.draftKey);
    else localStorage.setItem(this.draftKey, this.values().toString());
  }

  // Once a page: the server renders the draft again, as it renders everything else.
  restore() {
    if (restored || this.dataset.asked === "again") return;
    restored = true;
    const draft = new URLSearchParams(localStorage.getItem(this.draftKey) ?? "");
    if (!draft.size) return;
    if (this.dataset.asked === "from") {
      draft.set("continues_from", this.form.elements.continues_from.value);
      if (this.submitted(draft.get("prompt"))) {
        draft.delete("prompt");
        draft.delete("references");
      }
    }
    draft.set("conversation", this.form.elements.conversation.value);
    if (draft.toString() === this.values().toString()) return;
    this.prompt.value = draft.get("prompt") ?? "";
    const values = {};
    for (const name of new Set(draft.keys())) values[name] = draft.getAll(name);
    values.csrfmiddlewaretoken = this.form.elements.csrfmiddlewaretoken.value;
    if (this.dataset.asked) values.asked = this.dataset.asked;
    htmx.ajax("POST", this.dataset.draftUrl, { source: this, target: this, swap: "outerHTML", values });
  }

  // --- Changes -------------------------------------------------------------------------------
  changed() {
    this.save();
    this.enable();
  }

  // Have the server price and check the settings again.
  ask() {
    htmx.trigger(this.querySelector(".composer-body"), "settings-changed");
  }

  enable() {
    const button = this.querySelector("#generate");
    const busy = this.querySelector(".tile[data-state=uploading]");
    button.disabled = "blocked" in button.dataset || Boolean(busy) || !this.prompt.value.trim();
    const count = this.querySelector("[data-tray-count]");
    if (count) count.textContent = this.form.querySelectorAll("[name=references]").length;
  }

  // What is typed while an answer is under way must not be overwritten by it.
  remember() {
    for (const name of ["seed", "count"]) {
      const field = this.form.elements[name];
      if (field && field === document.activeElement) this.typed.set(name, field.value);
    }
  }

  recall() {
    for (const [name, value] of this.typed) {
      const field = this.form.elements[name];
      if (field) field.value = value;
    }
    this.typed.clear();
    this.save();
    this.enable();
  }

  // --- Sending -------------------------------------------------------------------------------
  sent(event) {
    if (event.target !== this.form || !event.detail.successful || event.detail.xhr.status !== 200) return;
    localStorage.removeItem(this.draftKey);
    this.dataset.draftKey = this.form.elements.conversation.value || "new";
    this.save();
    this.open(false);
    document.querySelector("#turns > :last-child")?.scrollIntoView({ block: "start" });
  }

  submitted(prompt) {
    const prompts = [...document.querySelectorAll("#turns [data-prompt]")];
    return prompts.some((asked) => asked.textContent.trim() === (prompt ?? "").trim());
  }

  continueFrom(id) {
    this.form.elements.continues_from.value = id;
    if (id && this.submitted(this.prompt.value)) {
      this.prompt.value = "";
      this.querySelector("reference-tray").clear();
    }
    this.changed();
    this.ask();
    this.open(true);
    this.prompt.focus();
  }

  borrow({ example, ratio }) {
    this.prompt.value = example;
    const tile = this.form.querySelector(`[name=aspect_ratio][value="${CSS.escape(ratio)}"]`);
    if (tile) tile.checked = true;
    this.changed();
    this.ask();
    this.prompt.focus();
  }

  // --- Pointer and keys ------------------------------------------------------------------------
  click(event) {
    const off = event.target.closest("[aria-disabled=true]");
    const button = event.target.closest("button");
    if (off) event.preventDefault();
    else if (!button) return;
    else if (button.dataset.step) this.step(Number(button.dataset.step));
    else if ("dice" in button.dataset) this.dice();
    else if ("afresh" in button.dataset) this.continueFrom("");
    else if (button.dataset.sheet) this.open(button.dataset.sheet === "open");
  }

  step(by) {
    const count = this.form.elements.count;
    count.value = Math.max(1, Math.min(8, (Number(count.value) || 1) + by));
    count.dispatchEvent(new Event("change", { bubbles: true }));
  }

  dice() {
    const seed = this.form.elements.seed;
    seed.value = crypto.getRandomValues(new Uint32Array(1))[0] % 2147483640;
    seed.dispatchEvent(new Event("change", { bubbles: true }));
  }

  key(event) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      this.form.requestSubmit(this.querySelector("#generate:enabled") ?? undefined);
    } else if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Escape") {
      this.open(false);
    }
  }

  open(wanted) {
    this.form.toggleAttribute("data-open", wanted);
  }
}

customElements.define("studio-composer", StudioComposer);

addEventListener("click", (event) => {
  const composer = document.querySelector("studio-composer");
  const link = event.target.closest("[data-continue]");
  const example = event.target.closest("[data-example]");
  if (example) composer.borrow(example.dataset);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  composer.continueFrom(link.dataset.continue);
});

// The newest turn is what a person comes back for, unless the address names another.
const newest = document.querySelector("#turns > :last-child");
if (newest && !location.hash) newest.scrollIntoView({ block: "end" });
