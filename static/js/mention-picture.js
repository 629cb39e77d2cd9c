// Pointing at `image 2` in a prompt shows that reference.
const shown = document.createElement("img");
shown.className = "mention-picture";
shown.alt = "";

function show(mention) {
  shown.src = mention.dataset.picture;
  document.body.append(shown);
  const box = mention.getBoundingClientRect();
  shown.style.insetInlineStart = `${Math.max(8, Math.min(box.left, innerWidth - 168))}px`;
  const below = box.bottom + 8 + 160 < innerHeight;
  shown.style.insetBlockStart = below ? `${box.bottom + 8}px` : "auto";
  shown.style.insetBlockEnd = below ? "auto" : `${innerHeight - box.top + 8}px`;
}

for (const [begin, end] of [
  ["pointerover", "pointerout"],
  ["focusin", "focusout"],
]) {
  document.addEventListener(begin, (event) => {
    const mention = event.target.closest?.(".mention");
    if (mention) show(mention);
  });
  document.addEventListener(end, (event) => {
    if (event.target.closest?.(".mention")) shown.remove();
  });
}
addEventListener("scroll", () => shown.remove(), { capture: true, passive: true });
