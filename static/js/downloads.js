// Several pictures at once, as files.
const MOST = 10;
const PAUSE = 400;

// Each is a download of its own: a browser asks about some, and nobody wants hundreds.
export function fits(count) {
  return count <= MOST;
}

// One after the other: browsers drop downloads that start together.
export async function download(addresses) {
  for (const address of addresses) {
    const link = document.createElement("a");
    link.href = address;
    link.download = "";
    link.click();
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}
