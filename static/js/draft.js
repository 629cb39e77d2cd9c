// What somebody is typing, kept by person and conversation: across reloads, and for other tabs that show the
// same one. Whoever signs in next in this browser sees nothing of it.
// A tab whose text was not given up for that of another tab keeps its own in its session.
const AGAIN = 3000;
const SOON = 300;
// What a person chooses or types, and what another turn's prompt and settings take the place of.
const CHOSEN = ["prompt", "references", "model", "aspect_ratio", "size", "count", "seed", "temperature"];
CHOSEN.push("thinking", "response", "system_instruction");

function stored(storage, name, text) {
  try {
    if (text === null) storage.removeItem(name);
    else storage.setItem(name, text);
  } catch {
    // The browser keeps nothing for this page, or has no room left: the page itself still holds it.
  }
}

export class Draft {
  // `restoring` is a draft that is on its way back: until then the page holds only its prompt.
  constructor(composer, signal) {
    this.composer = composer;
    this.form = composer.form;
    this.prompt = this.form.elements.prompt;
    this.restoring = null;
    addEventListener("storage", (event) => this.otherTab(event), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  get name() {
    const { person, draftKey } = this.composer.dataset;
    return `draft:${person}:${draftKey}`;
  }

  values() {
    const values = new URLSearchParams(new FormData(this.form));
    values.delete("csrfmiddlewaretoken");
    values.delete("idempotency_key");
    values.delete("refused");
    return values;
  }

  get tray() {
    return this.form.querySelector("reference-tray");
  }

  get empty() {
    const { references, system_instruction: system } = this.form.elements;
    return !this.prompt.value && !references && !system?.value;
  }

  save() {
    this.restoring?.set("prompt", this.prompt.value);
    const values = this.restoring ?? (this.empty ? null : this.values());
    const text = values && values.toString();
    stored(localStorage, this.name, text);
    if (sessionStorage.getItem(this.name) !== null) stored(sessionStorage, this.name, text);
  }

  // What was typed stays for the next run; that of a new conversation is now this conversation's.
  sent(conversation) {
    stored(sessionStorage, this.name, null);
    if (this.composer.dataset.draftKey !== conversation) stored(localStorage, this.name, null);
    this.composer.dataset.draftKey = conversation;
    this.save();
  }

  // `asked` says how the page came about: "from" a picture, "again" from a turn, with the "settings" of one
  // for what is typed, "" otherwise.
  restore(asked) {
    const text = sessionStorage.getItem(this.name) ?? localStorage.getItem(this.name);
    if (!text) return;
    const kept = new URLSearchParams(text);
    if (asked === "again") {
      this.replaced(kept);
      return;
    }
    if (asked === "from") {
      kept.set("continues_from", this.form.elements.continues_from.value);
      kept.delete("follows");
      if (this.composer.submitted(kept.get("prompt"))) {
        kept.delete("prompt");
        kept.delete("references");
      }
    }
    this.take(asked === "settings" ? this.beside(kept) : kept, 0);
  }

  // The settings of the page, and what was typed in place of what the page has of it.
  beside(kept) {
    const values = this.values();
    for (const name of ["prompt", "references", "continues_from", "follows"]) {
      values.delete(name);
      for (const value of kept.getAll(name)) values.append(name, value);
    }
    return values;
  }

  // A turn's prompt and settings came instead of what was there: Undo brings that back. An empty field is no loss.
  replaced(kept) {
    const now = this.values();
    const text = (values, name) => values.getAll(name).join();
    if (!CHOSEN.some((name) => text(kept, name) && text(kept, name) !== text(now, name))) return;
    // The composer may be another one by then.
    const undo = () => {
      const { draft } = document.querySelector("studio-composer");
      draft.take(kept, 0);
      draft.save();
    };
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { words: this.composer.dataset.replaced, undo } }));
  }

  // Somebody typed in another tab. Whoever is typing here keeps what is here.
  otherTab(event) {
    if (event.storageArea !== localStorage || event.key !== this.name) return;
    const typing = document.hasFocus() && this.form.contains(document.activeElement);
    if (typing || this.composer.uploading) stored(sessionStorage, this.name, this.values().toString());
    else if (event.newValue === null) this.composer.clear();
    else {
      stored(sessionStorage, this.name, null);
      this.take(new URLSearchParams(event.newValue), SOON);
    }
  }

  // The prompt at once; settings and tray as the server renders them.
  take(values, wait) {
    values.set("conversation", this.form.elements.conversation.value);
    this.form.elements.follows.value = values.get("follows") ?? "";
    const text = values.get("prompt") ?? "";
    if (text !== this.prompt.value) this.composer.field.value = text;
    if (values.toString() === this.values().toString()) return;
    if (!this.restoring) this.tray.mark();
    this.restoring = values;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), wait);
  }

  fetch() {
    const values = { csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value };
    for (const name of new Set(this.restoring.keys())) values[name] = this.restoring.getAll(name);
    const { composer } = this;
    const url = composer.dataset.draftUrl;
    htmx.ajax("POST", url, { source: composer, target: "#options", swap: "outerHTML", values });
  }

  // The server's answer is in the page, or did not come: the server may be starting again.
  fetched(successful) {
    if (!this.restoring) return;
    if (successful) {
      this.restoring = null;
      if (this.tray.kept) this.tray.changed();
    } else this.timer = setTimeout(() => this.fetch(), AGAIN);
  }
}
