// The theme switch: as the system, light, dark. The server reads the person's choice, or the cookie of
// this browser, so no page flashes. Other tabs follow.
const ORDER = ["auto", "light", "dark"];
const YEAR = 60 * 60 * 24 * 365;
const root = document.documentElement;
const switches = [...document.querySelectorAll("[data-theme-switch]")];

// Where the choice of somebody who is signed in is kept.
const address = () => document.querySelector("[data-theme-url]")?.dataset.themeUrl;

function name(button) {
  const words = button.dataset[root.dataset.theme];
  button.querySelector("[data-theme-name]").textContent = words;
  button.title = words;
}

function wear(theme) {
  root.dataset.theme = theme;
  document.cookie = `proofsheet_theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  switches.forEach(name);
}

// Chosen here: worn, told to the other tabs, and kept for the person.
export function choose(theme) {
  wear(theme);
  localStorage.setItem("theme", theme);
  const url = address();
  if (url) htmx.ajax("POST", url, { source: document.body, swap: "none", values: { theme } });
}

for (const button of switches) {
  name(button);
  button.addEventListener("click", () => {
    choose(ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length]);
  });
}
// What the settings form has saved, this browser and its other tabs know from here on.
const known = !address() || localStorage.getItem("theme") === root.dataset.theme;
if (!known) localStorage.setItem("theme", root.dataset.theme);

addEventListener("storage", (event) => {
  if (event.key === "theme" && ORDER.includes(event.newValue)) wear(event.newValue);
});
