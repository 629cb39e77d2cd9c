// The newest turn is what a person comes back for, unless the address names another: to the very end, where
// nothing of it is behind the dock. On a phone the page scrolls, elsewhere the thread does.
if (document.querySelector("#turns > .turn") && !location.hash) {
  for (const place of [document.querySelector(".thread"), document.documentElement]) {
    place.scrollTop = place.scrollHeight;
  }
}
