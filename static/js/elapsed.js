// Seconds that count: up from data-seconds, or down with data-down; whole ones with data-whole; minutes
// from 100 s on, as the server writes them. No clock of the server is needed.
class ElapsedTime extends HTMLElement {
  connectedCallback() {
    this.start = Number(this.dataset.seconds) || 0;
    this.born = performance.now();
    const places = "whole" in this.dataset ? 0 : 1;
    const digits = new Intl.NumberFormat(document.documentElement.lang, {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    const show = () => {
      const { seconds } = this;
      const written = seconds < 100 ? `${digits.format(seconds)} s` : minutes(seconds);
      if (this.textContent !== written) this.textContent = written;
    };
    show();
    this.timer = setInterval(show, 100);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  // What it shows now.
  get seconds() {
    const since = (performance.now() - this.born) / 1000;
    return Math.max(this.start + ("down" in this.dataset ? -since : since), 0);
  }
}

const minutes = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

customElements.define("elapsed-time", ElapsedTime);
