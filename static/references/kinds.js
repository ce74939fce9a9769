/* The form of a reference shows the fields of the chosen kind, and any other that has something in it. Without this
   script all fields are there, in their groups. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const kind = document.getElementById("id_kind");
  if (!kind || !kind.dataset.kinds) return;
  const { chosen, kinds } = JSON.parse(kind.dataset.kinds);

  const rows = chosen
    .map((name) => ({ name, row: document.querySelector(`.form-row.field-${name}`), input: document.getElementById(`id_${name}`) }))
    .filter(({ row, input }) => row && input)
    .map((one) => {
      const label = one.row.querySelector("label");
      return { ...one, label, words: label.textContent };
    });

  function show() {
    const { fields, labels } = kinds[kind.value];
    for (const { name, row, input, label, words } of rows) {
      row.hidden = !fields.includes(name) && !input.value.trim() && !row.classList.contains("errors");
      label.textContent = labels[name] ? `${labels[name]}:` : words;
    }
  }

  kind.addEventListener("change", show);
  show();
});
