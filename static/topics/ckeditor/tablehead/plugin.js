/* Tables begin with a row of headers; a table that lacks one gets it by a button. */
(() => {
  "use strict";

  CKEDITOR.plugins.add("tablehead", {
    init(editor) {
      editor.addCommand("tablehead", {
        contextSensitive: 1,
        startDisabled: 1,
        refresh(_editor, path) {
          this.setState(path.contains("table") ? CKEDITOR.TRISTATE_OFF : CKEDITOR.TRISTATE_DISABLED);
        },
        exec() {
          const table = editor.elementPath().contains("table")?.$;
          if (!table?.rows.length) return;
          editor.fire("saveSnapshot");
          // The cursor stays in its cell, though the cell is another one.
          const places = editor.getSelection().createBookmarks();
          const row = table.rows[0];
          for (const cell of [...row.cells]) {
            const head = table.ownerDocument.createElement("th");
            head.setAttribute("scope", "col");
            if (cell.colSpan > 1) head.colSpan = cell.colSpan;
            head.append(...cell.childNodes);
            cell.replaceWith(head);
          }
          (table.tHead || table.createTHead()).prepend(row);
          editor.getSelection().selectBookmarks(places);
          editor.fire("saveSnapshot");
        },
      });
      editor.ui.addButton("TableHead", {
        label: "Header row", title: "Make the table’s first row its headers", command: "tablehead", toolbar: "insert",
      });
    },
  });

  CKEDITOR.on("dialogDefinition", ({ data }) => {
    if (data.name === "table") data.definition.getContents("info").get("selHeaders").default = "row";
  });
})();
