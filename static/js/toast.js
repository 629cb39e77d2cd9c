// Toasts: asked for by the server (HX-Trigger: toast), by other modules, and by failed requests.
const STAY = 8000;

class ToastList extends HTMLElement {
  connectedCallback() {
    this.kinds = new Map();
    const body = document.body;
    body.addEventListener("toast", (event) => this.show(event.detail));
    body.addEventListener("htmx:responseError", (event) => this.failed(event.detail.xhr.status));
    body.addEventListener("htmx:sendError", () => this.offline());
    body.addEventListener("htmx:timeout", () => this.offline());
    body.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.xhr.status > 0) this.online();
    });
    addEventListener("offline", () => this.offline());
  }

  failed(status) {
    if (status >= 500) this.show({ words: this.dataset.server, kind: "server", bad: true });
    else if (status === 403) this.show({ words: this.dataset.refused, kind: "refused", bad: true });
    else this.show({ words: this.dataset.gone, kind: "gone" });
  }

  offline() {
    this.show({ words: this.dataset.offline, kind: "offline", bad: true, stays: true });
  }

  online() {
    if (!this.kinds.has("offline")) return;
    this.kinds.get("offline").remove();
    this.kinds.delete("offline");
    this.show({ words: this.dataset.back, kind: "back" });
  }

  // words; kind: at most one toast of a kind; undo: { url, target }; stays: until it is closed.
  show({ words, kind = "", undo = null, bad = false, stays = false }) {
    if (kind && this.kinds.get(kind)?.isConnected) return;
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-words]").textContent = words;
    toast.classList.toggle("toast-bad", bad);
    const close = () => toast.remove();
    toast.querySelector("[data-close]").addEventListener("click", close);
    const button = toast.querySelector("[data-undo]");
    if (undo) {
      button.addEventListener("click", () => {
        close();
        htmx.ajax("POST", undo.url, { source: document.body, target: undo.target, swap: "outerHTML" });
      });
    } else {
      button.remove();
    }
    this.append(toast);
    if (kind) this.kinds.set(kind, toast);
    if (!stays) this.leave(toast);
  }

  // A toast that somebody points at or has focused stays.
  leave(toast) {
    const later = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(later, 1000);
      else toast.remove();
    };
    setTimeout(later, STAY);
  }
}

customElements.define("toast-list", ToastList);
