// Seconds that count: up from data-seconds, or down with data-down; whole ones with data-whole; minutes
// from 100 s on, as the server writes them. No clock of the server is needed.
class ElapsedTime extends HTMLElement {
  connectedCallback() {
    const start = Number(this.dataset.seconds) || 0;
    const sign = "down" in this.dataset ? -1 : 1;
    const born = performance.now();
    const places = "whole" in this.dataset ? 0 : 1;
    const digits = new Intl.NumberFormat(document.documentElement.lang, {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    const show = () => {
      const seconds = Math.max(start + (sign * (performance.now() - born)) / 1000, 0);
      const written = seconds < 100 ? `${digits.format(seconds)} s` : minutes(seconds);
      if (this.textContent !== written) this.textContent = written;
    };
    show();
    this.timer = setInterval(show, 100);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

const minutes = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

customElements.define("elapsed-time", ElapsedTime);
