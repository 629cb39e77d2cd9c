// A picture that is too large is shrunk by the browser, apart from the page, which does not freeze.
const EDGE = 4096;

function ask(file, edge) {
  return new Promise((resolve) => {
    if (!globalThis.OffscreenCanvas) {
      resolve({ readable: false, blob: null });
      return;
    }
    const worker = new Worker(new URL("./shrink-worker.js", import.meta.url), { type: "module" });
    const done = (answer) => {
      worker.terminate();
      resolve(answer);
    };
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = () => done({ readable: false, blob: null });
    worker.postMessage({ file, edge });
  });
}

export async function readable(file) {
  return (await ask(file, 0)).readable;
}

// The same picture with at most 4096 pixels a side, as a JPEG; null when that was not possible.
export async function shrunk(file) {
  const { blob } = await ask(file, EDGE);
  return blob && new File([blob], file.name.replace(/(\.[^.]*)?$/, ".jpg"), { type: "image/jpeg" });
}
