/* The editor of a draft. Without this file the page keeps its plain field, and everything works.
   The bundle of the editing library is one module whose address the page gives (its name carries a
   digest of its content), so nothing here names a file. */

const form = document.querySelector("[data-draft]");
const field = form && form.elements.namedItem("body");
const FILE = /^file:([0-9a-f]{64})$/;
const EVERY = 20_000;

/* --- small things --------------------------------------------------------------------------- */

function made(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/* A question in a dialog; gives the values, or null when it was closed. */
function ask(title, rows, { remove = "" } = {}) {
  return new Promise((settle) => {
    const inner = made("form", { method: "dialog", noValidate: false });
    inner.append(made("h2", { textContent: title }));
    for (const row of rows) {
      const id = `ask-${row.name}`;
      const input = row.rows
        ? made("textarea", { id, name: row.name, rows: row.rows })
        : made("input", { id, name: row.name, type: row.type || "text" });
      if (row.type === "file") input.accept = row.accept || "";
      else input.value = row.value || "";
      input.required = Boolean(row.required);
      if (row.longest) input.maxLength = row.longest;
      const box = made("div", { className: "field" }, made("label", { htmlFor: id, textContent: row.label }), input);
      if (row.help) box.append(made("p", { className: "about help", textContent: row.help }));
      inner.append(box);
    }
    const line = made("p", { className: "row-acts" });
    line.append(made("button", { className: "btn", value: "yes", textContent: "确定" }));
    if (remove) line.append(made("button", { className: "btn quiet", value: "remove", textContent: remove, formNoValidate: true }));
    line.append(made("button", { className: "btn quiet", value: "", textContent: "取消", formNoValidate: true }));
    inner.append(line);
    const dialog = made("dialog", { className: "ask" }, inner);
    dialog.setAttribute("aria-label", title);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      const data = new FormData(inner);
      dialog.remove();
      if (dialog.returnValue === "remove") settle({ removed: true });
      else if (dialog.returnValue === "yes") settle(Object.fromEntries(data));
      else settle(null);
    });
    dialog.showModal();
  });
}

/* --- what may stand in a text --------------------------------------------------------------- */

function schemaOf(kit, address) {
  const { Node, Mark } = kit;
  const aligned = {
    align: {
      default: null,
      parseHTML: (node) => (["center", "right"].includes(node.getAttribute("align")) ? node.getAttribute("align") : null),
      renderHTML: (attributes) => (attributes.align ? { align: attributes.align } : {}),
    },
  };
  const Paragraph = kit.Paragraph.extend({ addAttributes: () => aligned });
  const Heading = kit.Heading.extend({
    renderHTML({ node }) { return [`h${node.attrs.level}`, 0]; },
  }).configure({ levels: [2, 3, 4, 5] });
  const Link = Mark.create({
    name: "link",
    inclusive: false,
    addAttributes: () => ({ href: { default: null } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (node) => (/^(https?:|mailto:|tel:)/.test(node.getAttribute("href")) ? null : false) }],
    renderHTML: ({ mark }) => ["a", { href: mark.attrs.href }, 0],
  });
  const Picture = Node.create({
    name: "picture",
    group: "inline",
    inline: true,
    draggable: true,
    addAttributes: () => ({ src: { default: null }, alt: { default: "" } }),
    parseHTML: () => [{ tag: "img", getAttrs: (node) => (FILE.test(node.getAttribute("src") || "") ? null : false) }],
    renderHTML: ({ node }) => ["img", { src: node.attrs.src, alt: node.attrs.alt }],
    addNodeView: () => ({ node }) => {
      const shown = made("img", { src: address + FILE.exec(node.attrs.src)[1], alt: node.attrs.alt });
      const frame = made("span", { className: node.attrs.alt ? "picture" : "picture no-words" }, shown);
      frame.dataset.words = node.attrs.alt || "缺替代文字";
      return { dom: frame };
    },
  });
  const number = (node) => Number((/\d+/.exec(node.getAttribute("href") || node.id) || [1])[0]);
  const numbered = { n: { default: 1, renderHTML: () => ({}), parseHTML: (node) => number(node.querySelector("a[href]") || node) } };
  const NoteRef = Node.create({
    name: "noteRef",
    group: "inline",
    inline: true,
    atom: true,
    marks: "",
    /* A mark that was copied or pasted brings the words of its note along; see inOrder. */
    addAttributes: () => ({
      ...numbered,
      words: {
        default: null,
        renderHTML: ({ words }) => (words === null ? {} : { "data-words": words }),
        parseHTML: (node) => (node.querySelector("a[data-words]") || node).getAttribute("data-words"),
      },
    }),
    parseHTML: () => [
      { tag: "sup", priority: 200, getAttrs: (node) => (node.querySelector('a[href^="#fn-"]') ? null : false) },
      { tag: 'a[href^="#fn-"]', priority: 200 },
    ],
    renderHTML: ({ node, HTMLAttributes }) => ["sup", ["a", { ...HTMLAttributes, href: `#fn-${node.attrs.n}`, id: `fnref-${node.attrs.n}`, role: "doc-noteref" }, String(node.attrs.n)]],
  });
  const Note = Node.create({
    name: "note",
    content: "paragraph+",
    defining: true,
    addAttributes: () => ({
      n: { default: 1, renderHTML: () => ({}), parseHTML: (node) => number(node) },
      loose: { default: false, renderHTML: () => ({}), parseHTML: () => false },
    }),
    parseHTML: () => [{ tag: 'li[id^="fn-"]', priority: 200 }],
    renderHTML: ({ node }) => ["li", { id: `fn-${node.attrs.n}`, ...(node.attrs.loose ? { class: "loose" } : {}) }, 0],
  });
  const Notes = Node.create({
    name: "notes",
    group: "block",
    content: "note+",
    isolating: true,
    selectable: false,
    parseHTML: () => [{ tag: "section.footnotes", priority: 200, contentElement: (node) => node.querySelector("ol") || node }],
    renderHTML: () => ["section", { class: "footnotes" }, ["ol", 0]],
    addProseMirrorPlugins: () => [new kit.pm.state.Plugin({ appendTransaction: inOrder })],
  });
  const Table = kit.Table.extend({
    addAttributes: () => ({ caption: { default: "", renderHTML: () => ({}), parseHTML: (node) => (node.querySelector("caption") || { textContent: "" }).textContent.trim() } }),
    parseHTML: () => [{ tag: "caption", ignore: true }, { tag: "table" }],
    renderHTML: ({ node }) => (node.attrs.caption ? ["table", ["caption", node.attrs.caption], ["tbody", 0]] : ["table", ["tbody", 0]]),
    addNodeView: () => null,
  }).configure({ resizable: false });
  return [
    kit.Document, Paragraph, kit.Text, Heading, kit.Bold, kit.Italic, kit.Underline, kit.Strike, kit.Subscript,
    kit.Superscript, kit.BulletList, kit.OrderedList, kit.ListItem, kit.Blockquote, kit.HardBreak, kit.HorizontalRule,
    kit.History, kit.Gapcursor, kit.Dropcursor, Link, Picture, NoteRef, Note, Notes, Table, kit.TableRow, kit.TableHeader,
    kit.TableCell,
  ];
}

/* Notes stand at the end in the order of their marks; a mark without a note gets an empty one, and a
   note whose mark was cut out stays until it is emptied, so that moving a paragraph loses no note.
   A mark that brings words takes the note without a mark that says the same (it was cut and comes
   back), shares the note it names if that says the same, or else gets a note of its own. */
function inOrder(transactions, _before, state) {
  if (!transactions.some((one) => one.docChanged)) return null;
  const { noteRef, note, notes, paragraph } = state.schema.nodes;
  const marks = [];
  const known = new Map();
  const places = [];
  state.doc.descendants((node, position) => {
    if (node.type === noteRef) marks.push({ position, n: node.attrs.n, words: node.attrs.words });
    if (node.type === notes) {
      places.push({ position, size: node.nodeSize, node });
      node.forEach((one) => { if (!known.has(one.attrs.n)) known.set(one.attrs.n, one); });
      return false;
    }
    return true;
  });
  if (!marks.length && !places.length) return null;
  const marked = new Set(marks.filter(({ words }) => words === null).map(({ n }) => n));
  let next = Math.max(0, ...known.keys(), ...marks.map(({ n }) => n)) + 1;
  const given = new Map();
  for (const mark of marks) {
    mark.key = mark.n;
    if (mark.words === null) continue;
    const name = `${mark.n} ${mark.words}`;
    if (given.has(name)) { mark.key = given.get(name); continue; }
    const same = (n) => known.has(n) && wordsOf(known.get(n)) === mark.words;
    const alone = [...known.keys()].find((n) => !marked.has(n) && same(n));
    if (alone !== undefined) mark.key = alone;
    else if (!same(mark.n)) {
      const lines = mark.words.split("\n").map((line) => paragraph.create(null, line ? state.schema.text(line) : null));
      mark.key = next;
      known.set(next, note.create({ n: next }, lines));
      next += 1;
    }
    given.set(name, mark.key);
    marked.add(mark.key);
  }
  const fresh = new Map();
  const rows = [];
  for (const { key } of marks) {
    if (fresh.has(key)) continue;
    fresh.set(key, fresh.size + 1);
    const old = known.get(key);
    rows.push(note.create({ n: fresh.get(key) }, old ? old.content : paragraph.create()));
  }
  for (const [n, old] of known) {
    if (!fresh.has(n) && old.textContent.trim()) rows.push(note.create({ n: rows.length + 1, loose: true }, old.content));
  }
  const wanted = rows.length ? notes.create(null, rows) : null;
  const last = places[places.length - 1];
  const atEnd = last && places.length === 1 && last.position + last.size === state.doc.content.size;
  const numbersFit = marks.every(({ n, key, words }) => words === null && fresh.get(key) === n);
  if (numbersFit && ((!wanted && !places.length) || (atEnd && wanted && last.node.eq(wanted)))) return null;
  const change = state.tr;
  for (const { position, n, key, words } of marks) {
    if (words !== null || fresh.get(key) !== n) change.setNodeMarkup(position, null, { n: fresh.get(key), words: null });
  }
  if (atEnd && wanted) {
    if (!last.node.eq(wanted)) {
      /* Only what differs is touched, so that the cursor in a note stays where it is. */
      const start = last.node.content.findDiffStart(wanted.content);
      if (start !== null) {
        let { a, b } = last.node.content.findDiffEnd(wanted.content);
        const overlap = start - Math.min(a, b);
        if (overlap > 0) { a += overlap; b += overlap; }
        change.replace(last.position + 1 + start, last.position + 1 + a, wanted.slice(start, b));
      }
    }
    return change;
  }
  for (const place of places.reverse()) change.delete(place.position, place.position + place.size);
  if (wanted) change.insert(change.doc.content.size, wanted);
  return change;
}

/* The words of a note, a line for a paragraph. */
function wordsOf(note) {
  return note.textBetween(0, note.content.size, "\n");
}

/* What is copied takes the words of its notes along, for it may be pasted into another draft. */
function withWords(slice, view) {
  const said = new Map();
  view.state.doc.descendants((node) => {
    if (node.type.name === "note") said.set(node.attrs.n, wordsOf(node));
    return node.type.name !== "note";
  });
  const changed = (content) => {
    const nodes = [];
    content.forEach((node) => {
      if (node.type.name === "notes") return;
      if (node.type.name === "noteRef") nodes.push(node.type.create({ n: node.attrs.n, words: said.get(node.attrs.n) ?? "" }, null, node.marks));
      else nodes.push(node.isText ? node : node.copy(changed(node.content)));
    });
    return content.constructor.fromArray(nodes);
  };
  let ends = 0;
  slice.content.forEach((node) => { if (node.type.name === "notes") ends += 1; });
  /* Where the notes themselves were selected too, they are cut off, and with them the open end. */
  const content = changed(slice.content);
  return content.childCount ? new slice.constructor(content, slice.openStart, ends ? 0 : slice.openEnd) : slice;
}

/* --- the bar of tools ----------------------------------------------------------------------- */

function barOf(editor, tools) {
  const bar = made("div", { className: "tools" });
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "正文工具");
  const shown = [];
  for (const group of tools) {
    const box = made("span", { className: group.inTable ? "tool-group table-tools" : "tool-group" });
    for (const tool of group.tools) {
      const button = made("button", { type: "button", className: "tool", textContent: tool.label, title: tool.title || tool.label });
      if (tool.title) button.setAttribute("aria-label", tool.title);
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => { tool.run(editor); refresh(); });
      box.append(button);
      shown.push({ button, tool });
    }
    bar.append(box);
    if (group.inTable) shown.push({ box });
  }
  /* One stop for the tab key, arrows inside, as bars of tools work elsewhere. */
  const buttons = () => [...bar.querySelectorAll("button")].filter((one) => one.offsetParent !== null && !one.disabled);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = buttons();
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    for (const one of all) { one.tabIndex = -1; delete one.dataset.stop; }
    next.tabIndex = 0;
    next.dataset.stop = "yes";
    next.focus();
    event.preventDefault();
  });
  function refresh() {
    for (const { button, tool, box } of shown) {
      if (box) box.hidden = !editor.isActive("table");
      else if (tool.active) button.setAttribute("aria-pressed", String(tool.active(editor)));
      if (tool && tool.possible) button.disabled = !tool.possible(editor);
    }
    const all = buttons();
    const stop = all.find((one) => one.tabIndex === 0 && one === document.activeElement) || all.find((one) => one.dataset.stop) || all[0];
    for (const one of bar.querySelectorAll("button")) one.tabIndex = one === stop ? 0 : -1;
  }
  editor.on("transaction", refresh);
  queueMicrotask(refresh);
  return bar;
}

function toolsOf(send) {
  const run = (name, ...more) => (editor) => editor.chain().focus()[name](...more).run();
  const heading = (level, label) => ({ label, title: `${label}（${level - 1}级）`, run: run("toggleHeading", { level }), active: (editor) => editor.isActive("heading", { level }) });
  const mark = (name, label, title, command) => ({ label, title, run: run(command), active: (editor) => editor.isActive(name) });
  const align = (value, label) => ({ label, run: (editor) => editor.chain().focus().updateAttributes("paragraph", { align: value }).run(), active: (editor) => editor.isActive("paragraph", { align: value }) });
  return [
    { tools: [
      { label: "↶", title: "撤销", run: run("undo"), possible: (editor) => editor.can().undo() },
      { label: "↷", title: "重做", run: run("redo"), possible: (editor) => editor.can().redo() },
    ] },
    { tools: [
      { label: "正文", run: run("setParagraph"), active: (editor) => editor.isActive("paragraph") },
      heading(2, "一、"), heading(3, "（一）"), heading(4, "1."),
    ] },
    { tools: [
      mark("bold", "粗", "加粗", "toggleBold"), mark("italic", "斜", "倾斜", "toggleItalic"), mark("underline", "线", "下划线", "toggleUnderline"),
      mark("superscript", "x²", "上标", "toggleSuperscript"), mark("subscript", "x₂", "下标", "toggleSubscript"),
    ] },
    { tools: [align(null, "左"), align("center", "中"), align("right", "右")] },
    { tools: [
      { label: "• 列表", title: "项目列表", run: run("toggleBulletList"), active: (editor) => editor.isActive("bulletList") },
      { label: "1. 列表", title: "编号列表", run: run("toggleOrderedList"), active: (editor) => editor.isActive("orderedList") },
      { label: "引文", run: run("toggleBlockquote"), active: (editor) => editor.isActive("blockquote") },
    ] },
    { tools: [
      { label: "链接", run: setLink, active: (editor) => editor.isActive("link") },
      { label: "图片", run: (editor) => setPicture(editor, send), active: (editor) => editor.isActive("picture") },
      { label: "脚注", run: addNote, possible: (editor) => !editor.isActive("note") },
      { label: "表格", run: run("insertTable", { rows: 3, cols: 3, withHeaderRow: true }), possible: (editor) => !editor.isActive("table") && !editor.isActive("note") },
    ] },
    { inTable: true, tools: [
      { label: "表头行", title: "把首行设为或取消表头", run: run("toggleHeaderRow") },
      { label: "表头列", title: "把首列设为或取消表头", run: run("toggleHeaderColumn") },
      { label: "加行", run: run("addRowAfter") }, { label: "加列", run: run("addColumnAfter") },
      { label: "删行", run: run("deleteRow") }, { label: "删列", run: run("deleteColumn") },
      { label: "合并", title: "合并所选单元格", run: run("mergeCells"), possible: (editor) => editor.can().mergeCells() },
      { label: "拆分", title: "拆分单元格", run: run("splitCell"), possible: (editor) => editor.can().splitCell() },
      { label: "表名", run: setCaption }, { label: "删除表格", run: run("deleteTable") },
    ] },
  ];
}

async function setLink(editor) {
  const href = editor.getAttributes("link").href || "";
  const values = await ask("链接", [{ name: "href", label: "网址", type: "url", value: href, required: true, longest: 500, help: "以 https:// 开头的完整网址。" }], { remove: href ? "去掉链接" : "" });
  if (!values) { editor.commands.focus(); return; }
  const chain = editor.chain().focus().extendMarkRange("link");
  if (values.removed) chain.unsetMark("link").run();
  else if (editor.state.selection.empty && !href) chain.insertContent({ type: "text", text: values.href, marks: [{ type: "link", attrs: { href: values.href } }] }).run();
  else chain.setMark("link", { href: values.href }).run();
}

async function setPicture(editor, send) {
  const present = editor.isActive("picture") ? editor.getAttributes("picture") : null;
  const words = { name: "alt", label: "替代文字", rows: 2, value: present ? present.alt : "", required: true, longest: 300, help: "说明图片内容，看不见图的人由此知道画的是什么。" };
  const file = { name: "file", label: "图片文件", type: "file", accept: "image/*", required: true, help: "PNG 或 JPEG。拍摄地点等隐藏信息会被去除。" };
  const values = await ask(present ? "图片的替代文字" : "插入图片", present ? [words] : [file, words]);
  if (!values || !values.alt.trim()) { editor.commands.focus(); return; }
  if (present) { editor.chain().focus().updateAttributes("picture", { alt: values.alt.trim() }).run(); return; }
  const src = await send(values.file);
  if (src) editor.chain().focus().insertContent({ type: "picture", attrs: { src, alt: values.alt.trim() } }).run();
}

async function addNote(editor) {
  const values = await ask("脚注", [{ name: "words", label: "脚注文字", rows: 3, required: true, longest: 2000 }]);
  if (!values || !values.words.trim()) { editor.commands.focus(); return; }
  editor.chain().focus().command(({ tr, state }) => {
    const place = state.selection.to;
    const words = values.words.trim().replace(/\s*\n\s*/g, "\n");
    tr.insert(place, state.schema.nodes.noteRef.create({ n: 1, words }));
    /* The writer goes on behind the mark; words that were selected stay, and are not written over. */
    tr.setSelection(state.selection.constructor.near(tr.doc.resolve(place + 1), -1));
    return true;
  }).run();
}

async function setCaption(editor) {
  const values = await ask("表名", [{ name: "caption", label: "表名", value: editor.getAttributes("table").caption || "", longest: 200 }]);
  if (values) editor.chain().focus().updateAttributes("table", { caption: values.caption.trim() }).run();
}

/* --- what stands in the fields --------------------------------------------------------------- */

const OWN = ["csrfmiddlewaretoken", "revision"];

function rowsOf(from) {
  return [...new FormData(from)].filter(([name, value]) => !OWN.includes(name) && typeof value === "string");
}

function bare(address) {
  return address.split(/[?#]/)[0];
}

function fillIn(into, rows) {
  const said = new Map();
  for (const [name, value] of rows) said.set(name, [...(said.get(name) || []), value]);
  for (const one of into.elements) {
    if (!one.name || OWN.includes(one.name) || ["submit", "button", "file"].includes(one.type)) continue;
    const values = said.get(one.name) || [];
    if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
    else if (one.type === "select-multiple") for (const option of one.options) option.selected = values.includes(option.value);
    else one.value = values[0] ?? "";
  }
}

/* --- saving --------------------------------------------------------------------------------- */

class Saver {
  constructor() {
    this.line = form.querySelector("[data-saved]");
    this.told = made("p", { className: "note warning", hidden: true });
    this.told.setAttribute("role", "status");
    this.revision = form.elements.namedItem("revision");
    this.dirty = false;
    /* What is on its way to the desk, and not answered yet. */
    this.sent = null;
    /* Where two texts are being merged, nothing is saved before the writer says so. */
    this.stopped = !form.dataset.autosave;
    /* A browser that fills in again what stood in the fields would fill in an old revision too. */
    form.autocomplete = "off";
    this.turn = Promise.resolve();
    this.waiting = 0;
    this.held = false;
    this.fill = () => {};
    form.addEventListener("input", () => this.touch());
    form.addEventListener("submit", (event) => {
      if (this.waiting) { this.hold(event); return; }
      this.fill();
      /* Who was signed out in between is led to the sign-in page, and finds the words here afterwards. */
      if (this.dirty && !this.stopped) this.leave(true);
      this.dirty = false;
    });
    window.addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    /* Who leaves all the same, or whose window is closed, finds the last words saved. */
    window.addEventListener("pagehide", () => {
      if ((!this.dirty && !this.sent) || this.stopped) return;
      this.fill();
      this.leave();
      if (this.dirty) navigator.sendBeacon(form.dataset.autosave, new FormData(form));
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      sessionStorage.removeItem(this.place);
      if (this.dirty && !this.stopped) this.save();
    });
    setInterval(() => { if (this.dirty && !this.stopped) this.save(); }, EVERY);
    /* The other buttons of the page lead away from it: what is written is saved first. */
    document.querySelectorAll("form[action][method=post]").forEach((other) => {
      if (other !== form) other.addEventListener("submit", (event) => this.saveBefore(event));
    });
  }

  async saveBefore(event) {
    if ((!this.dirty && !this.waiting) || this.stopped) return;
    event.preventDefault();
    const { target, submitter } = event;
    while (this.waiting) await this.turn;
    if (this.dirty) await this.save();
    if (!this.dirty) target.requestSubmit(submitter);
  }

  /* A saving that is on its way brings back the revision that the form has to name: the button waits for it. */
  async hold(event) {
    event.preventDefault();
    if (this.held) return;
    this.held = true;
    const { submitter } = event;
    while (this.waiting) await this.turn;
    this.held = false;
    form.requestSubmit(submitter);
  }

  get place() {
    return `draft ${form.dataset.autosave}`;
  }

  /* Leave what was written to the page that follows in this window. */
  leave(pressed = false) {
    const { writer } = form.dataset;
    const left = { writer, revision: this.revision.value, rows: rowsOf(form), sent: this.sent, pressed };
    try {
      sessionStorage.setItem(this.place, JSON.stringify(left));
    } catch {
      /* No room, or none allowed: what was sent on leaving has to do. */
    }
  }

  /* Go on with what this window left behind, whether or not it has reached the desk by now. It was
     one window all along, so there is nothing to compare. Where somebody else saved in between, the
     page stays as it came, and what was sent on leaving is told as a conflict no more. */
  async takeUp() {
    const kept = this.stopped ? null : sessionStorage.getItem(this.place);
    sessionStorage.removeItem(this.place);
    if (!kept) return false;
    const left = JSON.parse(kept);
    if (left.writer !== form.dataset.writer) return false;
    /* This page answers the very saving that left them: it stands as the desk has it. */
    if (left.pressed && bare(document.referrer) === bare(location.href)) return false;
    if (left.sent) {
      /* The same words a second time change nothing; the answer says where they stand. */
      const answer = await this.post(form.dataset.autosave, this.bodyOf(left.sent, left.revision)).catch(() => null);
      if (answer && answer.ok) this.revision.value = left.revision = String(answer.values.revision);
    }
    if (left.revision !== this.revision.value) return false;
    fillIn(form, left.rows);
    return true;
  }

  bodyOf(rows, revision) {
    const body = new FormData();
    for (const [name, value] of rows) body.append(name, value);
    body.append("revision", revision);
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    return body;
  }

  touch() {
    this.dirty = true;
    if (!this.stopped) this.say("有改动，将自动保存");
  }

  say(words, trouble = false) {
    this.line.textContent = words;
    this.line.classList.toggle("trouble", trouble);
  }

  /* A sentence about what was just done, that stays until the next paste. */
  note(words) {
    this.told.textContent = words;
    this.told.hidden = !words;
  }

  /* One request after the other: a picture and a saving must not meet with the same revision. */
  inTurn(work) {
    this.waiting += 1;
    const next = this.turn.then(work);
    this.turn = next.catch(() => {}).then(() => { this.waiting -= 1; });
    return next;
  }

  async post(address, body) {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.startsWith("application/json")) {
      if ([400, 413].includes(answer.status)) throw new Error("内容过长，请分成几段");
      throw new Error("登录已失效或者没有权限。文字还在本页，请在另一个窗口登录后再保存");
    }
    return { ok: answer.ok, status: answer.status, values: await answer.json() };
  }

  save() {
    return this.inTurn(async () => {
      /* The button was quicker; what it sends is newer. */
      if (form.dataset.sent) return;
      this.fill();
      this.dirty = false;
      this.sent = rowsOf(form);
      this.say("正在保存…");
      try {
        const { ok, values } = await this.post(form.dataset.autosave, new FormData(form));
        if (ok) {
          this.revision.value = values.revision;
          if (!this.dirty) this.say(`已保存 ${values.at}`);
        } else {
          this.dirty = true;
          this.refused(values);
        }
      } catch (problem) {
        this.dirty = true;
        const words = problem instanceof TypeError ? "网络不通，稍后再试" : problem.message;
        this.say(`没有保存：${words}`, true);
      }
      this.sent = null;
    });
  }

  refused(values) {
    this.say(`没有保存：${values.sentence}`, true);
    if (!values.conflict) return;
    this.stopped = true;
    const button = made("button", { className: "btn", textContent: "对照两稿" });
    this.line.append(" ", button);
  }

  sendPicture(file) {
    return this.inTurn(async () => {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
      body.append("revision", this.revision.value);
      body.append("file", file);
      this.say("正在上传图片…");
      try {
        const { ok, status, values } = await this.post(form.dataset.pictures, body);
        if (!ok) {
          if (status === 409) this.dirty = true;
          this.refused(values);
          return "";
        }
        this.revision.value = values.revision;
        this.say("图片已上传");
        return values.src;
      } catch (problem) {
        this.say(`图片没有上传：${problem instanceof TypeError ? "网络不通" : problem.message}`, true);
        return "";
      }
    });
  }

  async clean(html) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    body.append("html", html);
    const { ok, values } = await this.post(form.dataset.clean, body);
    if (!ok) throw new Error(values.sentence);
    return values;
  }
}

/* --- putting it together -------------------------------------------------------------------- */

async function begin() {
  const saver = new Saver();
  const kit = await import(form.dataset.editor);
  const goesOn = await saver.inTurn(() => saver.takeUp());
  const address = form.dataset.pictureAt.replace(/0$/, "");
  const place = made("div", { className: "writing document" });
  const send = (file) => saver.sendPicture(file);
  const editor = new kit.Editor({
    element: place,
    injectCSS: false,
    /* “1. ” and “*” that somebody types or pastes are words that are cited; only the buttons make lists and marks. */
    enableInputRules: false,
    enablePasteRules: false,
    extensions: schemaOf(kit, address),
    content: field.value,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": "正文", spellcheck: "false", lang: "zh" },
      /* Before the editor's own handlers, which would first read the page that was pasted, styles and all. */
      handleDOMEvents: {
        paste: (_view, event) => pasted(editor, saver, send, event),
        drop: (view, event) => !view.dragging && dropped(editor, saver, send, event),
      },
      transformCopied: withWords,
    },
    onUpdate: () => saver.touch(),
  });
  saver.fill = () => { field.value = editor.isEmpty ? "" : editor.getHTML(); };
  const bar = barOf(editor, toolsOf(send));
  field.before(bar, place, saver.told);
  field.hidden = true;
  form.classList.add("with-editor");
  form.draftEditor = editor;
  form.draftSaver = saver;
  if (goesOn) { saver.touch(); saver.save(); }
  form.dispatchEvent(new CustomEvent("draft-editor-ready"));
}

async function takePictures(editor, send, files) {
  for (const file of files) {
    const values = await ask("图片的替代文字", [{ name: "alt", label: "替代文字", rows: 2, required: true, longest: 300, help: "说明图片内容，看不见图的人由此知道画的是什么。" }]);
    if (!values || !values.alt.trim()) continue;
    const src = await send(file);
    if (src) editor.chain().focus().insertContent({ type: "picture", attrs: { src, alt: values.alt.trim() } }).run();
  }
}

/* Pasted pages are cleaned where stored texts are, so that one set of rules decides. */
function pasted(editor, saver, send, event) {
  return taken(editor, saver, send, event, event.clipboardData);
}

/* What is dragged in from another window is taken as if it were pasted where it falls. */
function dropped(editor, saver, send, event) {
  const place = editor.view.posAtCoords({ left: event.clientX, top: event.clientY });
  const at = () => { if (place) editor.commands.setTextSelection(place.pos); };
  return taken(editor, saver, send, event, event.dataTransfer, at);
}

function taken(editor, saver, send, event, data, aim = () => {}) {
  if (!data) return false;
  const html = data.getData("text/html");
  const pictures = [...data.files].filter((one) => one.type.startsWith("image/"));
  const plain = data.getData("text/plain");
  if (pictures.length && !plain.trim()) {
    event.preventDefault();
    aim();
    takePictures(editor, send, pictures);
    return true;
  }
  if (!html || html.includes("data-pm-slice")) return false;
  event.preventDefault();
  aim();
  saver.note("");
  bringPictures(html, data.getData("text/rtf"), send).then((brought) => saver.clean(brought)).then(
    (values) => {
      putIn(editor, values.html);
      saver.note(toldOf(values));
    },
    (problem) => {
      editor.commands.focus();
      editor.view.pasteText(plain);
      saver.note(`没有带格式粘贴，只粘贴了文字：${problem instanceof TypeError ? "网络不通" : problem.message}。`);
    },
  );
  return true;
}

/* The pictures of a pasted page are sent first, so that the page names what is kept. */
async function bringPictures(html, rtf, send) {
  if (!/<img\b/i.test(html)) return html;
  const { withPictures } = await import(form.dataset.pastedPictures);
  return withPictures(html, rtf, send);
}

/* What a writer has to do about the pictures of what was pasted. */
function toldOf({ html, pictures }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const silent = [...page.querySelectorAll("img")].filter((one) => !one.alt.trim()).length;
  const told = [];
  if (pictures) told.push(`粘贴的内容里有 ${pictures} 张图片没有带过来，请用“图片”逐张插入。`);
  if (silent) told.push(`带过来的图片有 ${silent} 张没有替代文字，请点选图片，再点“图片”，写一句话说明内容。`);
  return told.join("");
}

/* The notes of what is pasted travel in their marks: they get their numbers among the others. */
function putIn(editor, clean) {
  const page = new DOMParser().parseFromString(clean, "text/html");
  const said = new Map();
  for (const list of page.querySelectorAll("section.footnotes")) {
    for (const row of list.querySelectorAll("li[id]")) {
      const lines = row.querySelectorAll("p").length ? [...row.querySelectorAll("p")] : [row];
      said.set(`#${row.id}`, lines.map((line) => line.textContent.trim()).join("\n"));
    }
    list.remove();
  }
  for (const mark of page.querySelectorAll('a[href^="#fn-"]')) mark.dataset.words = said.get(mark.getAttribute("href")) || "";
  editor.commands.focus();
  editor.view.pasteHTML(page.body.innerHTML);
}

if (form && field) begin();
