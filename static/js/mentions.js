// `image 2` in a prompt, in English and in the page's language. playground/mentions.py finds the same.
// Letters and digits of scripts that put spaces between words: beside one of them it is another word.
const EDGE = "0-9A-Za-z_\\u00c0-\\u024f\\u0370-\\u04ff";
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function pattern(word) {
  const words = [...new Set([word, "image"])].map(escaped).join("|");
  return new RegExp(`(?<![${EDGE}])(${words})([ \\u00a0]?)([0-9]{1,3})(?![${EDGE}])`, "gi");
}

// The text in pieces: { text } or, for a mention, { text, number }.
export function pieces(text, word) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(pattern(word))) {
    found.push({ text: text.slice(end, match.index) }, { text: match[0], number: Number(match[3]) });
    end = match.index + match[0].length;
  }
  found.push({ text: text.slice(end) });
  return found;
}

// The text with other numbers; `place` gives the new number for an old one, or null to leave it.
export function renumbered(text, word, place) {
  return text.replace(pattern(word), (whole, name, space, number) => {
    const now = place(Number(number));
    return now === null ? whole : `${name}${space}${now}`;
  });
}
