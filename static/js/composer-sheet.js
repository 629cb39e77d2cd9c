// On a phone the composer is a dock that opens as a sheet; the keyboard of the screen never covers it.
const PHONE = matchMedia("(max-width: 900px)");
const BEHIND = ".thread-column, .topbar";
let opener = null;

function set(form, wanted) {
  form.toggleAttribute("data-open", wanted);
  const modal = wanted && PHONE.matches;
  document.querySelectorAll(BEHIND).forEach((part) => (part.inert = modal));
}

// Returns whether anything is to be seen of the change.
export function open(form, wanted, from = null) {
  const was = form.hasAttribute("data-open");
  set(form, wanted);
  if (!PHONE.matches || was === wanted) return false;
  if (wanted) {
    opener = from;
    form.querySelector(".sheet-head button").focus();
  } else {
    // Every answer about settings brings other chips: what opened the sheet may be gone by now.
    (opener?.isConnected ? opener : form.querySelector(".prompt-expand")).focus();
  }
  return true;
}

// The part of the page that the keyboard covers, as a length that the style sheet knows.
function covered(form) {
  const { height, offsetTop, scale } = visualViewport;
  const hidden = scale > 1.01 ? 0 : Math.max(0, innerHeight - height - offsetTop);
  form.style.setProperty("--keyboard", `${Math.round(hidden)}px`);
}

export function attach(form, signal) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sheet]");
    if (button) open(form, button.dataset.sheet === "open", button);
  });
  PHONE.addEventListener("change", () => set(form, false), { signal });
  if (!globalThis.visualViewport) return;
  for (const name of ["resize", "scroll"]) {
    visualViewport.addEventListener(name, () => covered(form), { signal });
  }
}
