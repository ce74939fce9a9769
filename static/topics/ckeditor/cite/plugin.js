/* Citations: the mark [@zamboni2009] is shown as author and year, and stays the mark in the text that is saved. */
(() => {
  "use strict";

  const MARK = /\[@[a-z0-9][a-z0-9:._-]*(?:; @[a-z0-9][a-z0-9:._-]*)*\]/g;
  const INSERTING = new Set(["cite", "topiclink", "abbr", "link"]);
  const names = {};

  const keysOf = (mark) => mark.slice(1, -1).split("; ").map((key) => key.slice(1));
  const labelOf = (mark) => `[${keysOf(mark).map((key) => names[key] || key).join("; ")}]`;

  function stand(editor, mark, place) {
    const range = editor.createRange();
    range.moveToPosition(mark.wrapper, place);
    range.select();
  }

  /* A browser sets the cursor within a mark that begins a line. There it sticks, and what is inserted goes elsewhere. */
  function leaveMark(editor) {
    const range = editor.getSelection()?.getRanges()[0];
    if (!range?.collapsed) return;
    const mark = editor.widgets.getByElement(range.startContainer.type === CKEDITOR.NODE_TEXT ? range.startContainer.getParent() : range.startContainer);
    if (mark?.name !== "cite") return;
    stand(editor, mark, range.startOffset ? CKEDITOR.POSITION_AFTER_END : CKEDITOR.POSITION_BEFORE_START);
  }

  /* What is typed while a mark is chosen would be swallowed, and what is pasted would take its place. */
  function typeBehind(editor, { key, ctrlKey, metaKey, altKey }) {
    const mark = editor.widgets.focused;
    const isTyped = key.length === 1 && !ctrlKey && !metaKey && !altKey;
    const isPasted = (ctrlKey || metaKey) && key.toLowerCase() === "v";
    const goesOn = ["Home", "End", "Enter"].includes(key);
    if (mark?.name === "cite" && (isTyped || isPasted || goesOn)) {
      stand(editor, mark, CKEDITOR.POSITION_AFTER_END);
    }
  }

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

      editor.on("contentDom", () => {
        const text = editor.editable();
        text.attachListener(text, "keydown", (event) => typeBehind(editor, event.data.$), null, null, -1);
      });
      editor.on("selectionChange", () => leaveMark(editor));
      editor.on("beforeCommandExec", ({ data }) => {
        leaveMark(editor);
        const mark = editor.widgets.focused;
        // What is inserted stands behind a mark that is chosen, and not in its place.
        if (mark?.name === "cite" && INSERTING.has(data.name)) stand(editor, mark, CKEDITOR.POSITION_AFTER_END);
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
              if (put) stand(editor, put, CKEDITOR.POSITION_AFTER_END);
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
