// Dialogs and drawers. The server sends a <dialog> into #dialog, and it opens by itself: as a modal one,
// or beside the page when it is a .drawer. [data-close] closes it. Focus returns to where it came from.
const slot = document.getElementById("dialog");
let opener = null;

function opened(dialog) {
  if (dialog.matches(".drawer")) dialog.show();
  else dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
  dialog.addEventListener("click", (event) => {
    // The veil is the dialog itself, outside of its box.
    const veil = event.target === dialog && !dialog.matches(".drawer");
    if (veil || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    // A card that has changed meanwhile has another button of the same id.
    const back = opener?.isConnected ? opener : document.getElementById(opener?.id);
    back?.focus();
  });
}

// A dialog that the page has itself, for the module that has something to ask.
export function show(dialog) {
  opener = document.activeElement;
  slot.replaceChildren(dialog);
  opened(dialog);
}

slot.addEventListener("htmx:beforeSwap", (event) => {
  if (!slot.firstElementChild) opener = event.detail.requestConfig.elt ?? document.activeElement;
});
slot.addEventListener("htmx:afterSwap", () => {
  const dialog = slot.querySelector("dialog:not([open])");
  if (dialog) opened(dialog);
});

// Esc closes a drawer too; a modal dialog does so by itself.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const drawer = slot.querySelector(".drawer[open]");
  if (!drawer) return;
  event.preventDefault();
  drawer.close();
});
