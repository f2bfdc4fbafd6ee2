import type { ImageView } from "#lib/domain/media";

const [width, height] = [640, 400];
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="640" height="400" fill="#cfe3ea"/><circle cx="500" cy="90" r="45" fill="#f2d16b"/><path d="M0 300 160 150l110 100 90-80 280 190v40H0z" fill="#5f8575"/><rect x="120" y="290" width="110" height="60" fill="#a8553a"/><path d="M105 290 175 245l70 45z" fill="#6f3526"/></svg>`;
const url = `data:image/svg+xml,${encodeURIComponent(drawing)}`;

/** A drawn landscape, for trying out marks before there is an item. */
export const samplePicture: ImageView = {
  kind: "image",
  sha256: "0".repeat(64),
  format: "png",
  sizeBytes: drawing.length,
  ...{ width, height, thumbUrl: url, viewUrl: url, fileUrl: url },
};
