// Toasts: asked for by the server (HX-Trigger: toast), by other modules (a bubbling `toast` event), and
// by failed requests. A toast is { words, kind, undo, show }: kind is "done", "failed" or nothing; undo is
// { url, target } or a function; show is { url, words } or { selector, words }. `stays`: until it is closed or
// taken back. A `toast-over` event with { only } takes back the one of that name.
const STAY = 8000;
const MOST = 3;
const RETRY = [5, 10, 20, 30];

class ToastList extends HTMLElement {
  connectedCallback() {
    if (this.only) return; // it has only moved
    this.only = new Map();
    const body = document.body;
    body.addEventListener("toast", (event) => this.show(event.detail));
    body.addEventListener("toast-over", ({ detail }) => this.over(detail.only));
    body.addEventListener("htmx:responseError", (event) => this.failed(event.detail.xhr.status));
    body.addEventListener("htmx:sendError", () => this.offline());
    body.addEventListener("htmx:timeout", () => this.offline());
    body.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.xhr.status > 0) this.online();
    });
    addEventListener("offline", () => this.offline());
    addEventListener("online", () => this.retry?.());
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("close", (event) => event.target.contains(this) && this.move(), true);
    if (this.dataset.now) this.show({ words: this.dataset.now, kind: "done" });
  }

  failed(status) {
    if (status >= 500) this.show({ words: this.dataset.server, kind: "failed", only: "server" });
    else if (status === 403) this.show({ words: this.dataset.refused, kind: "failed", only: "refused" });
    else this.show({ words: this.dataset.gone, kind: "failed", only: "gone" });
  }

  // `only`: at most one toast of that name at a time. Returns the toast.
  show({ words, kind = "", only = "", undo = null, show = null, stays = false }) {
    if (only && this.only.get(only)?.isConnected) return this.only.get(only);
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-words]").textContent = words;
    toast.dataset.kind = kind;
    toast.querySelector("[data-close]").addEventListener("click", () => this.close(toast));
    this.action(toast, "[data-undo]", undo, undo?.call ? undo : () => this.undo(undo));
    this.action(toast, "[data-show]", show, () => this.go(show), show?.words);
    this.move([...document.querySelectorAll("dialog:modal")].at(-1));
    this.append(toast);
    if (only) this.only.set(only, toast);
    this.crowd();
    if (!stays) this.leave(toast);
    return toast;
  }

  // All but an open modal dialog is out of reach: the toasts come into it, and leave it with its end.
  move(place = document.body) {
    if (this.parentElement !== place) place.append(this);
  }

  // What it spoke of has ended.
  over(only) {
    const toast = this.only.get(only);
    if (toast?.isConnected) this.close(toast);
  }

  action(toast, selector, wanted, act, words = "") {
    const button = toast.querySelector(selector);
    if (!wanted) {
      button.remove();
      return;
    }
    if (words) button.textContent = words;
    button.addEventListener("click", () => {
      this.close(toast);
      act();
    });
  }

  // What would be replaced may be gone by now: a picture that is closed, a card that was deleted.
  undo({ url, target }) {
    const place = target && document.querySelector(target);
    const request = { source: document.body, swap: place ? "outerHTML" : "none" };
    if (place) request.target = place;
    htmx.ajax("POST", url, request);
  }

  // To a place on this page, where it is, else to its address.
  go({ url, selector }) {
    const place = document.querySelector(selector || new URL(url, location).hash || null);
    if (!place) {
      location.assign(url);
      return;
    }
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  }

  // --- How long, and how many ------------------------------------------------------------------
  held(toast) {
    return document.hidden || toast.matches(":hover, :focus-within");
  }

  leave(toast) {
    const later = () => {
      if (this.held(toast)) setTimeout(later, 1000);
      else this.close(toast);
    };
    setTimeout(later, STAY);
  }

  // The oldest one that nobody is at makes room.
  crowd() {
    const toasts = [...this.querySelectorAll(":scope > .toast")];
    const older = toasts.slice(0, -1).filter((toast) => !this.held(toast) && !toast.matches(".toast-offline"));
    for (let over = toasts.length - MOST; over > 0 && older.length; over -= 1) older.shift().remove();
  }

  close(toast) {
    const focused = toast.contains(document.activeElement);
    toast.remove();
    if (focused) this.back();
  }

  // F6 leads to the newest toast, and back to where the focus came from.
  key(event) {
    if (event.key !== "F6" || event.defaultPrevented) return;
    const newest = this.querySelector(":scope > .toast:last-of-type");
    if (!newest) return;
    event.preventDefault();
    if (this.contains(document.activeElement)) {
      this.back();
      return;
    }
    this.came = document.activeElement;
    newest.querySelector("button").focus();
  }

  back() {
    if (this.came?.isConnected) this.came.focus();
    this.came = null;
  }

  // --- Offline ---------------------------------------------------------------------------------
  offline() {
    if (this.only.get("offline")?.isConnected) return;
    const toast = this.show({ words: this.dataset.offline, kind: "failed", only: "offline", stays: true });
    toast.classList.add("toast-offline");
    const waits = document.createElement("span");
    waits.className = "meta";
    waits.ariaHidden = "true"; // it counts: nobody wants to hear that
    toast.querySelector("[data-words]").append(waits);
    let tries = 0;
    const wait = (left) => {
      if (!toast.isConnected) return;
      waits.textContent = this.dataset.retry.replace("%s", left);
      this.timer = setTimeout(() => (left > 1 ? wait(left - 1) : this.retry()), 1000);
    };
    this.retry = async () => {
      clearTimeout(this.timer);
      waits.textContent = this.dataset.trying;
      if (await reachable()) this.online();
      else wait(RETRY[Math.min((tries += 1), RETRY.length - 1)]);
    };
    wait(RETRY[0]);
  }

  online() {
    const toast = this.only.get("offline");
    if (!toast) return;
    clearTimeout(this.timer);
    this.only.delete("offline");
    this.retry = null;
    this.close(toast);
    this.show({ words: this.dataset.back, kind: "done", only: "back" });
  }
}

async function reachable() {
  try {
    return (await fetch("/healthz", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

customElements.define("toast-list", ToastList);
