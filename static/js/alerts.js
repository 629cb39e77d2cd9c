// An alert is spoken when it comes into the page. One that says what it has said already is kept as the very
// element that it was while everything around it is replaced, so that nobody hears it again with every price
// and every picture. After a click it is news also in the same words.
const PRESSED = "form, button, a";
let pressed = false;
let kept = 0;

const same = (one, other) => one.innerHTML === other.innerHTML && one.className === other.className;

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  pressed = detail.requestConfig.elt.matches(PRESSED);
});

document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  if (pressed) return;
  const there = [...target.querySelectorAll("[role=alert]")];
  for (const alert of fragment.querySelectorAll("[role=alert]")) {
    const at = there.findIndex((one) => same(one, alert));
    if (at < 0) continue;
    const [before] = there.splice(at, 1);
    before.id ||= `alert-${(kept += 1)}`;
    alert.id = before.id;
    alert.setAttribute("hx-preserve", "true");
  }
});
