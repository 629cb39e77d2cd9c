// The theme switch: as the system, light, dark. The server reads the cookie, so no page flashes.
const ORDER = ["auto", "light", "dark"];
const YEAR = 60 * 60 * 24 * 365;
const root = document.documentElement;

function name(button) {
  const words = button.dataset[root.dataset.theme];
  button.querySelector("[data-theme-name]").textContent = words;
  button.title = words;
}

function choose(theme) {
  root.dataset.theme = theme;
  document.cookie = `proofsheet_theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  localStorage.setItem("theme", theme);
  document.querySelectorAll("[data-theme-switch]").forEach(name);
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  name(button);
  button.addEventListener("click", () => {
    choose(ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length]);
  });
}

// Another tab changed it.
addEventListener("storage", (event) => {
  if (event.key === "theme" && ORDER.includes(event.newValue)) choose(event.newValue);
});

// A menu closes when something else is pressed.
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
