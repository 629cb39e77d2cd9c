// The composer's manners: the draft that survives a reload, keys, steppers, and the sheet on a phone.
// What the settings mean and cost is the server's business: it re-renders them after every change.
let restored = false;
const FIELDS = "#options input:not([type=radio])";

class StudioComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.prompt = this.querySelector("#prompt");
    this.edits = 0;
    // Counted on the way down, before the same event makes htmx ask the server.
    this.form.addEventListener("input", (event) => this.changed(event), true);
    this.form.addEventListener("change", (event) => this.changed(event), true);
    this.form.addEventListener("references-changed", () => {
      this.changed();
      this.ask();
    });
    this.form.addEventListener("click", (event) => this.click(event));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.leave = new AbortController();
    const page = { signal: this.leave.signal };
    document.addEventListener("keydown", (event) => this.shortcut(event), page);
    document.addEventListener("money-moved", () => this.moneyMoved(), page);
    // Leaving the prompt is no change of settings; what was typed has been asked about already.
    this.prompt.addEventListener("change", (event) => event.stopPropagation());
    this.form.addEventListener("focusin", (event) => {
      if (event.target.matches(FIELDS)) this.edits += 1;
    });
    this.form.addEventListener("focusout", () => {
      if (this.late) this.ask();
      this.late = false;
    });
    this.form.addEventListener("htmx:beforeRequest", (event) => {
      event.detail.requestConfig.edits = this.edits;
      this.pricing(event, true);
    });
    this.form.addEventListener("htmx:beforeSwap", (event) => this.beforeSwap(event.detail));
    this.form.addEventListener("htmx:afterSettle", () => this.afterSwap());
    this.form.addEventListener("htmx:afterRequest", (event) => this.sent(event));
    this.restore();
    this.enable();
    const wrong = this.querySelector(".field-error");
    if (wrong) {
      this.open(true);
      wrong.scrollIntoView({ block: "nearest" });
    }
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
  changed(event) {
    if (event && event.target !== this.prompt) this.edits += 1;
    this.save();
    this.enable();
  }

  // While the price on the button is that of older settings, it says so.
  pricing(event, busy) {
    if (!event.target.matches(".composer-body")) return;
    this.querySelector("#generate")?.setAttribute("aria-busy", String(busy));
  }

  // Have the server price and check the settings again.
  ask() {
    htmx.trigger(this.querySelector(".composer-body"), "settings-changed");
  }

  enable() {
    const button = this.querySelector("#generate");
    const busy = this.querySelector(".tile[data-state=uploading]");
    button.disabled = "blocked" in button.dataset || Boolean(busy) || !this.prompt.value.trim();
    const key = this.querySelector("[data-mod-key]");
    if (!/Mac|iPhone|iPad/.test(navigator.platform)) key.textContent = "Ctrl ↵";
    const count = this.querySelector("[data-tray-count]");
    if (count) count.textContent = this.form.querySelectorAll("[name=references]").length;
  }

  // An answer to older settings would undo what was changed meanwhile: it is dropped, and asked anew,
  // once nobody is typing in a field that it would replace.
  beforeSwap(detail) {
    if (detail.target.id === "options" && detail.requestConfig.edits !== this.edits) {
      detail.shouldSwap = false;
      if (document.activeElement.matches(FIELDS)) this.late = true;
      else this.ask();
    }
    this.unfolded = [...this.querySelectorAll("details[open]")].map((details) => details.id);
  }

  afterSwap() {
    for (const id of this.unfolded ?? []) this.querySelector(`#${id}`)?.setAttribute("open", "");
    this.save();
    this.enable();
  }

  // --- Sending -------------------------------------------------------------------------------
  sent(event) {
    this.pricing(event, false);
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

  // From anywhere on the page: a press on a stepper leaves the focus nowhere.
  shortcut(event) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    this.form.requestSubmit(this.querySelector("#generate:enabled") ?? undefined);
  }

  // A turn has ended or was decided about: what did not fit under the day's limit may fit now.
  moneyMoved() {
    const button = this.querySelector("#generate");
    if (button && "blocked" in button.dataset) this.ask();
  }

  disconnectedCallback() {
    this.leave?.abort();
  }

  key(event) {
    if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
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
