/* Saves by itself while somebody writes; without it the button saves. Two savings never cross. */
const EVERY = 15000;
const form = document.getElementById("write");
const line = document.querySelector("[data-saved]");
if (form && line) {
  const revision = form.elements.namedItem("revision");
  let dirty = false;
  let stopped = false;
  let turn = Promise.resolve();
  let waiting = 0;
  let held = false;
  const inTurn = () => {
    waiting += 1;
    turn = turn.then(save).finally(() => { waiting -= 1; });
    return turn;
  };
  const say = (words, trouble = false) => {
    line.textContent = words;
    line.classList.toggle("trouble", trouble);
  };
  async function save() {
    dirty = false;
    say("正在保存…");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
        throw new Error("登录已失效或者没有权限。文字还在本页，请在另一个窗口登录后再保存");
      }
      const values = await answer.json();
      if (answer.ok) {
        revision.value = values.revision;
        if (!dirty) say(`已自动保存 ${values.at}；体检结果在点“保存并体检”后更新`);
        return;
      }
      dirty = true;
      stopped = Boolean(values.conflict);
      say(`没有保存：${values.sentence}${stopped ? "点“保存并体检”对照两稿。" : ""}`, true);
    } catch (problem) {
      dirty = true;
      say(`没有保存：${problem instanceof TypeError ? "网络不通，稍后再试" : problem.message}`, true);
    }
  }
  form.addEventListener("input", () => {
    dirty = true;
    if (!stopped) say("有改动，将自动保存");
  });
  form.addEventListener("submit", async (event) => {
    if (!waiting) { dirty = false; return; }
    /* A saving that is on its way brings back the revision that the form has to name: the button waits for it. */
    event.preventDefault();
    if (held) return;
    held = true;
    const button = event.submitter;
    while (waiting) await turn;
    held = false;
    form.requestSubmit(button);
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  setInterval(() => { if (dirty && !stopped) inTurn(); }, EVERY);
  /* The other buttons of the page act on what is saved: save first, then go. */
  document.querySelectorAll("form[action]").forEach((other) => {
    if (other === form) return;
    other.addEventListener("submit", async (event) => {
      if ((!dirty && !waiting) || stopped) return;
      event.preventDefault();
      const button = event.submitter;
      while (waiting) await turn;
      if (dirty) await inTurn();
      if (!dirty) other.requestSubmit(button);
    });
  });
}
