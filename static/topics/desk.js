/* The editors' desk: rows that are sorted by keyboard as by mouse, and sections that are called by their headings. */
(() => {
  "use strict";

  const form = document.getElementById("topic_form");
  const config = document.getElementById("desk-config");
  if (!form || !config) return;
  const desk = Object.assign(window.desk || {}, JSON.parse(config.textContent));
  window.desk = desk;

  const GROUPS = ".inline-group";
  const ROWS = ".inline-related:not(.empty-form):not(.tabular), tr.form-row:not(.empty-form)";
  const announcer = document.createElement("p");
  announcer.setAttribute("role", "status");
  announcer.className = "visually-hidden";
  form.append(announcer);

  desk.editors = () => Object.values(window.CKEDITOR?.instances || {});
  const editorsIn = (row) => desk.editors().filter(({ container }) => row.contains(container.$));
  const rowsOf = (group) => [...group.querySelectorAll(ROWS)];

  function nameOf(row) {
    const typed = row.querySelector("[name$='-heading'], [name$='-name']");
    const chosen = row.querySelector("select[name$='-reference'], select[name$='-other']");
    return typed?.value || chosen?.selectedOptions[0]?.textContent || "this row";
  }

  function place(row, before) {
    if (!row.parentNode.moveBefore) {
      row.parentNode.insertBefore(row, before);
      return;
    }
    // Moving as one step keeps the editor's frame alive. CKEditor begins anew all the same when it is told that its
    // container was moved, and forgets that its marks are more than words. So it is told of another one.
    const editors = editorsIn(row);
    const containers = editors.map(({ container }) => container);
    editors.forEach((editor) => { editor.container = new CKEDITOR.dom.element("div"); });
    row.parentNode.moveBefore(row, before);
    // CKEditor's observer was queued by the move, and so comes first.
    queueMicrotask(() => editors.forEach((editor, index) => { editor.container = containers[index]; }));
  }

  function move(row, step) {
    const group = row.closest(GROUPS);
    const rows = rowsOf(group);
    const target = rows.indexOf(row) + step;
    if (target < 0 || target >= rows.length) return;
    place(row, step < 0 ? rows[target] : rows[target].nextSibling);
    number(group);
    desk.typed();
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
    // Else the cursor stays on the button, which is below what it added.
    event.target.querySelector("input:is([name$='-heading'], [name$='-name'])")?.focus();
  });
  document.addEventListener("formset:removed", () => {
    desk.typed();
    numberAll();
  });

  /* A row that Django takes out at once, with all that stands in it and without a way back. */
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".inline-deletelink")?.closest(ROWS);
    if (!row) return;
    const editors = editorsIn(row);
    const isWritten = [...row.querySelectorAll("input[type=text]")].some((input) => input.value.trim())
      || editors.some((editor) => editor.getData().trim());
    if (isWritten && !window.confirm(`Take out “${nameOf(row)}” with all that stands in it?`)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    editors.forEach((editor) => editor.destroy());
  }, true);

  desk.numberAll = numberAll;
})();
