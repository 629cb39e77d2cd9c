// Decodes a picture and, unless only asked whether it can, gives back a JPEG of at most `edge` pixels.
onmessage = async ({ data: { file, edge } }) => {
  try {
    const picture = await createImageBitmap(file);
    postMessage({ readable: true, blob: edge ? await smaller(picture, edge) : null });
  } catch {
    postMessage({ readable: false, blob: null });
  }
};

function smaller(picture, edge) {
  const share = Math.min(1, edge / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * share));
  const height = Math.max(1, Math.round(picture.height * share));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
