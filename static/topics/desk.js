/* The editors' desk: rows sorted by keyboard, a question before unsaved text is left, and a copy of it in the browser. */
(() => {
  "use strict";

  const form = document.getElementById("topic_form");
  const config = document.getElementById("desk-config");
  if (!form || !config) return;
  const desk = JSON.parse(config.textContent);
  window.desk = Object.assign(window.desk || {}, { references: desk.references, topics: desk.topics });

  /* Sorting */

  const GROUPS = ".inline-group";
  const ROWS = ".inline-related:not(.empty-form):not(.tabular), tr.form-row:not(.empty-form)";
  const announcer = document.createElement("p");
  announcer.setAttribute("role", "status");
  announcer.className = "visually-hidden";
  form.append(announcer);

  const rowsOf = (group) => [...group.querySelectorAll(ROWS)];

  function nameOf(row) {
    const typed = row.querySelector("[name$='-heading'], [name$='-name']");
    const chosen = row.querySelector("select[name$='-reference'], select[name$='-other']");
    return typed?.value || chosen?.selectedOptions[0]?.textContent || "this row";
  }

  function place(row, before) {
    // Moving as one step keeps the editor's frame alive where the browser can do that.
    if (row.parentNode.moveBefore) row.parentNode.moveBefore(row, before);
    else row.parentNode.insertBefore(row, before);
  }

  function move(row, step) {
    const group = row.closest(GROUPS);
    const rows = rowsOf(group);
    const target = rows.indexOf(row) + step;
    if (target < 0 || target >= rows.length) return;
    place(row, step < 0 ? rows[target] : rows[target].nextSibling);
    number(group);
    touched = true;
    later();
    announcer.textContent = `${nameOf(row)}: now ${target + 1} of ${rows.length}`;
  }

  /* Writes the order of the rows on the page into them, and tells each button whether it can do anything. */
  function number(group) {
    const rows = rowsOf(group);
    rows.forEach((row, index) => {
      const position = row.querySelector("input._reorder_");
      if (position) position.value = index + 1;
      const [up, down] = row.querySelectorAll(".move button");
      if (up) {
        up.setAttribute("aria-disabled", String(index === 0));
        down.setAttribute("aria-disabled", String(index === rows.length - 1));
      }
    });
  }

  function mover(row) {
    const buttons = document.createElement("span");
    buttons.className = "move";
    for (const [step, sign, words] of [[-1, "↑", "up"], [1, "↓", "down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.innerHTML = `<span aria-hidden="true">${sign}</span>`;
      const say = () => button.setAttribute("aria-label", `Move ${nameOf(row)} ${words}`);
      button.addEventListener("focus", say);
      say();
      button.title = `Move ${words}`;
      button.addEventListener("click", () => {
        move(row, step);
        button.focus();
      });
      buttons.append(button);
    }
    return buttons;
  }

  function addMover(row) {
    if (row.querySelector(".move")) return;
    const at = row.matches("tr") ? row.querySelector("td.original") : row.querySelector("h3");
    at?.append(mover(row));
  }

  /* A section is called by its heading, as it is typed. */
  function callByHeading(row) {
    const heading = row.querySelector("[name$='-heading']");
    const label = row.querySelector("h3 .inline_label");
    if (!heading || !label) return;
    const number = label.textContent;
    const say = () => { label.textContent = heading.value.trim() || number; };
    heading.addEventListener("input", say);
    say();
  }

  const numberAll = () => form.querySelectorAll(GROUPS).forEach(number);
  for (const column of form.querySelectorAll("th.original")) {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = "Order";
    column.append(name);
  }

  function begin(row) {
    addMover(row);
    callByHeading(row);
  }

  form.querySelectorAll(GROUPS).forEach((group) => rowsOf(group).forEach(begin));
  numberAll();
  document.addEventListener("formset:added", (event) => {
    begin(event.target);
    numberAll();
  });
  document.addEventListener("formset:removed", () => {
    touched = true;
    numberAll();
  });

  /* What is not saved */

  const KEY = `desk:${desk.user}:${location.pathname}`;
  let touched = desk.unsaved;
  let leaving = false;
  let timer = 0;
  let token = "";

  const editors = () => Object.values(window.CKEDITOR?.instances || {});
  const isDirty = () => touched || editors().some((editor) => editor.checkDirty());

  function fields() {
    numberAll();
    editors().forEach((editor) => editor.updateElement());
    return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  function keep() {
    if (!isDirty()) return;
    token = token || crypto.getRandomValues(new Uint32Array(3)).join("-");
    form.elements.kept.value = token;
    try {
      localStorage.setItem(KEY, JSON.stringify({ token, at: Date.now(), fields: fields() }));
    } catch {
      // Full, or forbidden: the question before leaving is what remains.
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  }

  function typed() {
    touched = true;
    later();
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    if (!desk.unsaved) editor.resetDirty();
    editor.on("change", () => {
      if (editor.checkDirty()) later();
    });
  });

  /* How many bytes of the form count, about: the server counts names and values, not what stands between them. */
  function size() {
    const encoder = new TextEncoder();
    return fields().reduce((sum, pair) => sum + pair.reduce((bytes, text) => bytes + encoder.encode(text).length, 0), 0);
  }

  /* Sent all the same, it would be refused on another page, and the form with the text be gone from this one. */
  function sayTooMuch() {
    const words = form.querySelector(".too-much") || document.createElement("p");
    words.className = "errornote too-much";
    words.setAttribute("role", "alert");
    words.tabIndex = -1;
    words.textContent = `This is more than the site takes at once (${Math.floor(desk.most_bytes / 1024 / 1024)} MB). `
      + "Nothing was sent, and your text is still here. Take out what was pasted too much, or make several topics of it.";
    form.prepend(words);
    words.focus();
  }

  form.addEventListener("submit", (event) => {
    // A second press, while the first one is on its way.
    if (leaving) {
      event.preventDefault();
      return;
    }
    numberAll();
    keep();
    if (size() > desk.most_bytes) {
      event.preventDefault();
      sayTooMuch();
      return;
    }
    form.querySelector(".too-much")?.remove();
    if (event.submitter?.formTarget !== "_blank") {
      leaving = true;
      // Whoever stops a save that takes long shall be able to press again.
      setTimeout(() => { leaving = false; }, 10_000);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    keep();
    event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  // Back from the page that a submission led to, by the browser's button.
  window.addEventListener("pageshow", () => { leaving = false; });

  /* What was kept, and never saved */

  function kept() {
    let found = null;
    try {
      found = JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
    if (found && desk.saved.includes(found.token)) {
      localStorage.removeItem(KEY);
      return null;
    }
    return found;
  }

  function bringBack(found) {
    const post = document.createElement("form");
    post.method = "post";
    post.hidden = true;
    const fresh = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [...found.fields, ["_rebuild", "1"], ["csrfmiddlewaretoken", fresh]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      post.append(field);
    }
    document.body.append(post);
    leaving = true;
    post.submit();
  }

  function offer(found) {
    const when = new Date(found.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    const box = document.createElement("div");
    box.className = "state kept";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Text that was not saved");
    const words = document.createElement("p");
    words.textContent = `You typed text here on ${when} that was not saved. This browser kept it.`;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button";
    back.textContent = "Bring it back";
    back.addEventListener("click", () => bringBack(found));
    const away = document.createElement("button");
    away.type = "button";
    away.className = "button";
    away.textContent = "Throw it away";
    away.addEventListener("click", () => {
      localStorage.removeItem(KEY);
      box.remove();
    });
    box.append(words, back, " ", away);
    form.before(box);
  }

  const found = kept();
  if (found && !desk.unsaved) offer(found);
})();
