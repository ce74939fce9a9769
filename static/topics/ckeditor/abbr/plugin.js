/* Abbreviations: what the letters stand for, for readers who point at them or hear them. */
(() => {
  "use strict";

  CKEDITOR.plugins.add("abbr", {
    requires: "cursor",

    init(editor) {
      // What is typed right before or behind an abbreviation shall not become part of its letters.
      editor.on("selectionChange", () => {
        const { cursor } = editor.plugins;
        const range = cursor.place(editor);
        const around = range?.startPath().contains("abbr");
        if (!around) return;
        if (range.checkBoundaryOfElement(around, CKEDITOR.START)) {
          cursor.stand(editor, around, CKEDITOR.POSITION_BEFORE_START);
        } else if (range.checkBoundaryOfElement(around, CKEDITOR.END)) {
          cursor.stand(editor, around);
        }
      });

      editor.addCommand("abbr", {
        allowedContent: "abbr[!title]",
        exec() {
          const around = editor.elementPath().contains("abbr");
          if (around) editor.getSelection().selectElement(around);
          const short = around ? around.getText() : editor.getSelection().getSelectedText();
          window.desk.forEditor(
            editor, window.desk.ask, "Abbreviation",
            [
              { label: "Letters, such as MRI", value: short },
              { label: "What they stand for", value: around ? around.getAttribute("title") : "" },
            ],
            ([letters, words]) => {
              const abbr = editor.document.createElement("abbr");
              abbr.setAttribute("title", words);
              abbr.setText(letters);
              editor.insertElement(abbr);
              // What is typed next stands behind the abbreviation, not within it.
              editor.plugins.cursor.stand(editor, abbr);
            },
          );
        },
      });
      editor.ui.addButton("Abbr", {
        label: "Abbreviation", title: "Abbreviation: say what the letters stand for", command: "abbr", toolbar: "insert",
      });
    },
  });
})();
