/* Pictures of what Word, WPS and other programs put on the clipboard. The page that they put there
   only names files on the writer's own disk; the pictures themselves lie in the same text's second
   form (rtf), in the order of the text, or in the page itself (data:). Each is sent like one that is
   inserted by hand, and the page then names what was kept. */

const TAG = /<!--[\s\S]*?-->|<img\b[^>]*>/gi;
const SOURCE = /(\ssrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/i;
const KEPT = /^file:[0-9a-f]{64}$/;
const DATA = /^data:(image\/(?:png|jpeg|gif|bmp|webp));base64,([a-z0-9+/=\s]+)$/i;
const BRACES = /\\[{}\\]|[{}]/g;
const GROUPS = /\{\\(?:pict|nonshppict|\*\\listpicture)\b/g;

/* The page with its pictures sent: `send` takes a file and gives its address, or "" where it was refused. */
export async function withPictures(html, rtf, send) {
  const sources = (html.match(TAG) || []).filter((tag) => !tag.startsWith("<!--")).map(sourceOf);
  const local = sources.filter(isLocal);
  const slots = local.length ? picturesOfRtf(rtf) : [];
  /* Where the two forms do not tell of as many pictures, nobody knows which is which. */
  const known = slots.length === local.length ? slots : [];
  const sent = new Map();
  const addresses = [];
  for (const source of sources) {
    const picture = isLocal(source) ? known.shift() : fileOfData(source);
    if (!picture) { addresses.push(KEPT.test(source) ? source : ""); continue; }
    if (!sent.has(picture.key)) {
      const file = await fileOf(picture);
      sent.set(picture.key, file ? await send(file) : "");
    }
    addresses.push(sent.get(picture.key));
  }
  return html.replace(TAG, (tag) => {
    if (tag.startsWith("<!--")) return tag;
    const address = addresses.shift();
    return tag.replace(SOURCE, (_all, name) => `${name}"${address}"`);
  });
}

function sourceOf(tag) {
  const found = SOURCE.exec(tag);
  return found ? found[2].replace(/^["']|["']$/g, "") : "";
}

function isLocal(source) {
  return /^file:/i.test(source) && !KEPT.test(source);
}

function fileOfData(source) {
  const found = DATA.exec(source);
  if (!found) return null;
  try {
    const text = atob(found[2].replace(/\s/g, ""));
    return { key: source, type: found[1].toLowerCase(), bytes: Uint8Array.from(text, (one) => one.charCodeAt(0)), cut: null };
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

/* A place for each picture, in order; null where it is none that browsers show. */
export function picturesOfRtf(rtf) {
  const found = [];
  GROUPS.lastIndex = 0;
  for (let match = GROUPS.exec(rtf); match; match = GROUPS.exec(rtf)) {
    const end = endOf(rtf, match.index);
    if (match[0] === "{\\pict") found.push(pictureOf(rtf.slice(match.index + 1, end - 1)));
    /* The old form beside a picture, and pictures that mark rows of a list, are passed over. */
    GROUPS.lastIndex = end;
  }
  return found;
}

function endOf(rtf, start) {
  let depth = 0;
  BRACES.lastIndex = start;
  for (let match = BRACES.exec(rtf); match; match = BRACES.exec(rtf)) {
    if (match[0] === "{") depth += 1;
    if (match[0] === "}") depth -= 1;
    if (depth === 0) return BRACES.lastIndex;
  }
  return rtf.length;
}

function pictureOf(group) {
  let bare = "";
  let at = 0;
  for (let open = group.indexOf("{"); open >= 0; open = group.indexOf("{", at)) {
    bare += `${group.slice(at, open)} `;
    at = endOf(group, open);
  }
  bare += group.slice(at);
  const said = new Map([...bare.matchAll(/\\([a-z]+)(-?\d+)?/g)].map(([, word, number]) => [word, Number(number || 0)]));
  const type = said.has("pngblip") ? "image/png" : said.has("jpegblip") ? "image/jpeg" : "";
  const hex = bare.replace(/\\[a-z]+(?:-?\d+)? ?/g, " ").replace(/[^0-9a-f]/gi, "");
  if (!type || hex.length < 16) return null;
  const bytes = new Uint8Array(hex.length >> 1);
  for (let one = 0; one < bytes.length; one += 1) bytes[one] = Number.parseInt(hex.substr(2 * one, 2), 16);
  const share = (side, whole) => Math.max(0, (said.get(`piccrop${side}`) || 0) / (said.get(whole) || Infinity));
  const cut = [share("l", "picwgoal"), share("t", "pichgoal"), share("r", "picwgoal"), share("b", "pichgoal")];
  return { key: `${cut} ${hex}`, type, bytes, cut: cut.some((one) => one > 0) ? cut : null };
}

/* The file to send. What was cropped away stays with the writer; a picture that cannot be cropped is not sent. */
async function fileOf({ type, bytes, cut }) {
  const whole = new Blob([bytes], { type });
  const name = `粘贴的图片.${type === "image/jpeg" ? "jpg" : type.slice(6)}`;
  if (!cut) return new File([whole], name, { type });
  const [left, top, right, bottom] = cut;
  if (left + right >= 1 || top + bottom >= 1) return null;
  let drawn;
  try {
    drawn = await createImageBitmap(whole);
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * (1 - left - right)));
  canvas.height = Math.max(1, Math.round(drawn.height * (1 - top - bottom)));
  canvas.getContext("2d").drawImage(drawn, -Math.round(drawn.width * left), -Math.round(drawn.height * top));
  const cropped = await new Promise((settle) => { canvas.toBlob(settle, type, 0.92); });
  return cropped ? new File([cropped], name, { type }) : null;
}
