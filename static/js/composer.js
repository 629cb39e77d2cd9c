// The composer: keeps what is typed, has the server price every change, and sends.
// What the settings mean and cost is the server's business: it re-renders them after every change.
import "./prompt-field.js";
import "./prompt-history.js";
import * as fields from "./composer-fields.js";
import * as sheet from "./composer-sheet.js";
import { Draft } from "./draft.js";

const AGAIN = 3000;
// Fields that somebody types in and that an answer of the server replaces.
const TYPED = "#options :is(input:not([type=radio], [type=checkbox], [type=range]), textarea)";

class StudioComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("prompt-field");
    this.prompt = this.querySelector("#prompt");
    this.edits = 0;
    this.leave = new AbortController();
    this.draft = new Draft(this, this.leave.signal);
    fields.attach(this.form);
    sheet.attach(this.form, this.leave.signal);
    this.listen(this.leave.signal);
    this.draft.restore(this.dataset.asked);
    this.enable();
    this.follow();
    this.watch();
    const wrong = this.querySelector(".field-error");
    if (wrong) {
      sheet.open(this.form, true);
      wrong.scrollIntoView({ block: "nearest" });
    }
    if (this.dataset.asked) this.prompt.focus();
  }

  disconnectedCallback() {
    this.leave.abort();
    clearTimeout(this.again);
  }

  listen(signal) {
    // Counted on the way down, before the same event makes htmx ask the server.
    this.form.addEventListener("input", (event) => this.changed(event), true);
    this.form.addEventListener("change", (event) => this.changed(event), true);
    this.form.addEventListener("references-changed", () => this.changed().ask());
    this.form.addEventListener("click", (event) => {
      if (event.target.closest("[data-afresh]")) this.continueFrom("");
      // The rest of a double click is no other turn, even where its first half has been answered already.
      if (event.target.closest("#generate") && event.detail > 1) event.preventDefault();
    });
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("pointerover", (event) => this.pointed(event));
    this.form.addEventListener("focusin", (event) => this.pointed(event));
    this.form.addEventListener("pointerleave", () => {
      delete this.form.dataset.explains;
      this.left();
    });
    this.form.addEventListener("submit", () => {
      if (this.querySelector(".generate:hover, #generate:focus-visible")) this.form.dataset.quiet = "";
    });
    // Leaving the prompt is no change of settings; what was typed has been asked about already.
    this.prompt.addEventListener("change", (event) => event.stopPropagation());
    this.form.addEventListener("focusin", (event) => {
      if (event.target.matches(TYPED)) this.edits += 1;
    });
    this.form.addEventListener("focusout", () => {
      if (this.late) this.ask();
      this.late = false;
    });
    this.addEventListener("htmx:beforeRequest", (event) => {
      event.detail.requestConfig.edits = this.edits;
      this.pricing(event, true);
    });
    this.addEventListener("htmx:beforeOnLoad", (event) => this.arriving(event));
    this.addEventListener("htmx:afterSettle", () => this.afterSwap());
    this.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    document.addEventListener("keydown", (event) => this.shortcut(event), { signal });
    document.addEventListener("money-moved", () => this.moneyMoved(), { signal });
    const settled = () => {
      this.follow();
      this.watch();
    };
    document.addEventListener("htmx:afterSettle", settled, { signal });
  }

  // The breakdown of the price, for as long as the pointer rests on the button: each price brings a new one,
  // which nothing has rested on yet. Escape and a press close it until somebody comes back to the button.
  pointed({ type, pointerType, target }) {
    const within = target.closest(".generate");
    if (!within) this.left();
    if (type === "pointerover") this.form.toggleAttribute("data-explains", within && pointerType === "mouse");
  }

  // The pointer is elsewhere, but for somebody who came by keyboard the button is not left yet.
  left() {
    if (!this.querySelector("#generate:focus-visible")) delete this.form.dataset.quiet;
  }

  // --- Changes -------------------------------------------------------------------------------
  changed(event) {
    this.querySelector("[data-lost]")?.remove();
    if (event && event.target !== this.prompt) this.edits += 1;
    this.draft.save();
    this.enable();
    return this;
  }

  // While the price on the button is that of older settings, it says so.
  pricing(event, busy) {
    if (event.target.matches(".composer-body")) this.busy(busy);
  }

  busy(busy) {
    this.querySelector("#generate")?.setAttribute("aria-busy", String(busy));
  }

  // Have the server price and check the settings again.
  ask() {
    clearTimeout(this.again);
    htmx.trigger(this.querySelector(".composer-body"), "settings-changed");
  }

  enable() {
    const button = this.querySelector("#generate");
    button.disabled = "blocked" in button.dataset || this.waiting || !this.prompt.value.trim();
    const count = this.querySelector("[data-tray-count]");
    if (count) count.textContent = this.form.querySelectorAll("[name=references]").length;
  }

  get uploading() {
    return Boolean(this.querySelector(".tile[data-state=uploading]"));
  }

  // Something that belongs to the run is still on its way.
  get waiting() {
    return this.uploading || this.draft.restoring !== null;
  }

  // An answer to older settings would undo what was changed meanwhile: it is dropped, and asked anew,
  // once nobody is typing in a field that it would replace. A refusal is shown, and newer settings put
  // back over it. Heard at what has asked: what is to be replaced may have left the page by now.
  arriving(event) {
    const { requestConfig, xhr } = event.detail;
    const { elt, edits } = requestConfig;
    // A turn's prompt and settings take the place of the whole composer.
    this.taking = elt === this && event.detail.target !== this;
    if (this.taking) event.detail.target = this.querySelector("#options");
    const price = elt.matches(".composer-body");
    if (edits === this.edits) {
      if (price) this.late = false;
      return;
    }
    if (elt === this.form && xhr.status === 422) this.newer = new FormData(this.form);
    if (elt === this.form && xhr.status === 200) this.older = true;
    if (!price) return;
    event.preventDefault();
    this.outdated();
  }

  // The price on the button is that of older settings.
  outdated() {
    this.late = document.activeElement.matches(TYPED);
    if (this.late) this.busy(true);
    else this.ask();
  }

  afterSwap() {
    if (this.newer) this.putBack(this.newer);
    this.newer = null;
    if (this.querySelector("#prompt-error")) this.prompt.setAttribute("aria-invalid", "true");
    else this.prompt.removeAttribute("aria-invalid");
    this.field.draw();
    // What came from another tab is not news for it.
    if (!this.taking) this.draft.save();
    this.enable();
  }

  putBack(values) {
    for (const field of this.querySelectorAll("#options [name]")) {
      const { name, type } = field;
      if (type === "radio") field.checked = values.get(name) === field.value;
      else if (type === "checkbox") field.checked = values.has(name);
      else if (values.has(name)) field.value = values.get(name);
    }
    this.ask();
  }

  // The server may be starting again: until it answers, the price is that of older settings.
  askLater() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.ask(), AGAIN);
  }

  // --- Sending -------------------------------------------------------------------------------
  answered(event) {
    const { successful, xhr } = event.detail;
    const unanswered = !successful && (xhr.status === 0 || xhr.status >= 500);
    this.pricing(event, unanswered || Boolean(this.late));
    // A price that was asked for before this answer is older than it, and knows nothing of a refusal.
    if (event.target === this || event.target === this.form) this.edits += 1;
    if (event.target === this) this.draft.fetched(successful);
    else if (event.target.matches(".composer-body") && unanswered) this.askLater();
    else if (event.target === this.form && successful && xhr.status === 200) this.sent();
    else if (event.target === this.form && xhr.status === 422) this.refused();
  }

  sent() {
    this.querySelector("[data-lost]")?.remove();
    const { follows, continues_from: from } = this.form.elements;
    follows.value = from.value && document.querySelector("#turns > :last-child").dataset.turn;
    this.draft.sent(this.form.elements.conversation.value);
    this.done();
    sheet.open(this.form, false);
    this.querySelector("prompt-history").forget();
    document.querySelector("#turns > :last-child")?.scrollIntoView({ block: "start" });
    if (this.older) this.outdated();
    this.older = false;
  }

  // What the address asked for has been done: opened anew, the page goes on from here.
  done() {
    const address = new URL(location);
    for (const name of ["from", "again", "take"]) address.searchParams.delete(name);
    if (address.search !== location.search) history.replaceState(history.state, "", address);
  }

  refused() {
    const wrong = this.querySelector(".field-error");
    if (!wrong) return;
    sheet.open(this.form, true);
    wrong.scrollIntoView({ block: "nearest" });
  }

  clear() {
    this.field.value = "";
    this.querySelector("reference-tray").clear();
  }

  // Whether the prompt stands in the thread already.
  submitted(prompt) {
    const prompts = [...document.querySelectorAll("#turns [data-prompt]")];
    return prompts.some((asked) => asked.textContent.trim() === (prompt ?? "").trim());
  }

  continueFrom(id) {
    if (id && this.submitted(this.prompt.value)) this.clear();
    this.continues(id);
    this.prompt.focus();
  }

  continues(id) {
    this.form.elements.continues_from.value = id;
    this.form.elements.follows.value = "";
    this.field.draw();
    this.edits += 1;
    this.changed().ask();
  }

  // An edit that was sent from here has its picture: that one is gone on from, unless another was chosen.
  follow() {
    const card = document.getElementById(`turn-${this.form.elements.follows.value}`);
    if (!card || "alive" in card.dataset || this.draft.restoring) return;
    const picture = card.querySelector(".frame[data-image]");
    if (picture) this.continues(picture.dataset.image);
  }

  // The picture that is gone on from has left the thread, or came back to it: the server knows whether it
  // was deleted, here or in another window, or restored.
  watch() {
    const { continues_from: from, continues_lost: lost } = this.form.elements;
    const picture = from.value || lost?.value || "";
    const frame = `.turn:not([hidden]) .frame[data-image="${CSS.escape(picture)}"]`;
    const watched = { picture, shown: Boolean(document.querySelector(frame)) };
    const before = this.watched;
    this.watched = watched;
    if (before?.picture === picture && before.shown !== watched.shown) this.ask();
  }

  borrow({ example, model, ratio, size }) {
    fields.choose(this.form, "model", model);
    fields.choose(this.form, "aspect_ratio", ratio);
    fields.choose(this.form, "size", size);
    this.field.replace(example);
    this.edits += 1;
    this.changed().ask();
  }

  // --- Keys ------------------------------------------------------------------------------------
  // From anywhere on the page: a press on a stepper leaves the focus nowhere.
  shortcut(event) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    if (document.querySelector("dialog:modal, dialog.lightbox[open]")) return;
    event.preventDefault();
    // A key that is held down is one press, however soon the answer is there.
    if (event.repeat) return;
    if (this.waiting) this.say(this.dataset.uploading);
    else this.form.requestSubmit(this.querySelector("#generate:enabled") ?? undefined);
  }

  say(words) {
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { words, kind: words } }));
  }

  // A turn has ended or was decided about: what did not fit under the day's limit may fit now.
  moneyMoved() {
    const button = this.querySelector("#generate");
    if (button && "blocked" in button.dataset) this.ask();
  }

  key(event) {
    if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Enter" && event.repeat && event.target.matches("#generate")) {
      event.preventDefault();
    } else if (event.key === "Escape" && !this.querySelector(":popover-open") && this.closed()) {
      event.preventDefault();
    }
  }

  // Closes the breakdown of the price and, on a phone, the sheet. False when neither was open.
  closed() {
    const breakdown = this.querySelector("#breakdown").checkVisibility({ visibilityProperty: true });
    this.form.dataset.quiet = "";
    return sheet.open(this.form, false) || breakdown;
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
