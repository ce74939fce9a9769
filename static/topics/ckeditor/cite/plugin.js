/* Citations: the mark [@zamboni2009] is shown as author and year, and stays the mark in the text that is saved. */
(() => {
  "use strict";

  const MARK = /\[@[a-z0-9][a-z0-9:._-]*(?:; @[a-z0-9][a-z0-9:._-]*)*\]/g;
  const names = {};

  const keysOf = (mark) => mark.slice(1, -1).split("; ").map((key) => key.slice(1));
  const labelOf = (mark) => `[${keysOf(mark).map((key) => names[key] || key).join("; ")}]`;

  CKEDITOR.plugins.add("cite", {
    requires: "widget",

    init(editor) {
      const known = document.getElementById("reference-names");
      if (known) Object.assign(names, JSON.parse(known.textContent));

      editor.widgets.add("cite", {
        inline: true,
        allowedContent: "span[!data-cite]",
        upcast: (element) => element.name === "span" && "data-cite" in element.attributes,
        downcast() {
          return new CKEDITOR.htmlParser.text(this.data.mark);
        },
        init() {
          this.setData("mark", this.element.getAttribute("data-cite"));
        },
        data() {
          this.element.setText(labelOf(this.data.mark));
          this.element.setAttribute("title", this.data.mark);
        },
        getLabel() {
          return `Citation of ${labelOf(this.data.mark)}`;
        },
      });

      editor.addCommand("cite", {
        exec() {
          window.desk.forEditor(
            editor, window.desk.find, "Cite a source", "Author, title, year or key", window.desk.references,
            (found) => {
              names[found.key] = found.name;
              editor.insertHtml(`<span data-cite="[@${found.key}]">${found.key}</span>`);
              // What is typed next stands behind the mark, which is chosen as a whole when it has just been put in.
              const put = editor.widgets.focused;
              if (!put) return;
              const range = editor.createRange();
              range.moveToPosition(put.wrapper, CKEDITOR.POSITION_AFTER_END);
              range.select();
            },
          );
        },
      });
      editor.ui.addButton("Cite", { label: "Cite", title: "Cite a source", command: "cite", toolbar: "insert" });
    },

    afterInit(editor) {
      editor.dataProcessor.dataFilter.addRules({
        text(text) {
          return text.replace(MARK, (mark) => {
            const span = new CKEDITOR.htmlParser.element("span", { "data-cite": mark });
            span.add(new CKEDITOR.htmlParser.text(mark));
            return editor.widgets.wrapElement(span, "cite").getOuterHtml();
          });
        },
      });
    },
  });
})();
